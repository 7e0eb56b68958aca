/** What the server tells everybody: the Entra app of this tab, where its tenant signs people in, and what to ask for. */
export type PublicSettings = { clientId: string; tenantAuthority: string; scope: string }

/** Rejects when the server cannot be reached or knows of no Entra app. */
export async function readSettings(): Promise<PublicSettings> {
  const response = await fetch(new URL('settings.json', document.baseURI))
  const body: unknown = await response.json()
  if (!isSettings(body)) throw new Error('The server knows of no Entra app.')
  return body
}

function isSettings(body: unknown): body is PublicSettings {
  if (typeof body !== 'object' || body === null) return false
  const { clientId, tenantAuthority, scope }: { clientId?: unknown; tenantAuthority?: unknown; scope?: unknown } = body
  return [clientId, tenantAuthority, scope].every((value) => typeof value === 'string' && value !== '')
}
