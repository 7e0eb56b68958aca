const longestText = 1_000
const longestList = 200

/** A key as Postgres can hold it: it takes neither NUL nor halves of a surrogate pair. Never cut: a cut key is another. */
export function storableKey(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed()
}

/** The same for words that are only shown, which may be cut. */
export function storableText(text: string): string
export function storableText(text: string | null): string | null
export function storableText(text: string | null): string | null {
  return text === null ? null : storableKey(text.slice(0, longestText))
}

/** JSON of bounded size that Postgres takes. */
export function storableJson(value: object): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'string') return storableText(part)
    return Array.isArray(part) ? part.slice(0, longestList) : part
  })
}
