/** As the ids of Microsoft's samples decode: base64 of `{id of the place}##{catalog id}`. Opaque for whoever calls. */
export function installationId(placeId: string, catalogId: string): string {
  return toBase64(`${placeId}##${catalogId}`)
}

/** Null for anything that is no installation id, such as a catalog id. */
export function readInstallationId(id: string): { placeId: string; catalogId: string } | null {
  const [placeId, catalogId, ...rest] = Buffer.from(id, 'base64').toString('utf8').split('##')
  return placeId && catalogId && rest.length === 0 ? { placeId, catalogId } : null
}

/** `{catalog id}##{version}##Published`, as the ids of the chat and catalog samples decode. */
export function definitionId(catalogId: string, version: string, publishingState: string): string {
  return toBase64(`${catalogId}##${version}##${publishingState.charAt(0).toUpperCase()}${publishingState.slice(1)}`)
}

export function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64')
}
