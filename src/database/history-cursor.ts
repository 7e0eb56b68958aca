/** Where a page of history ended. */
export type Cursor = { at: Date; id: string }

/** Opaque to everybody else, and safe to travel in a card: it can only move within what its bearer may read anyway. */
export function writeCursor({ at, id }: Cursor): string {
  return Buffer.from(JSON.stringify([at.getTime(), id])).toString('base64url')
}

/** Null for none and for one that was not written here; history then starts at its newest entry. */
export function readCursor(text: string | null): Cursor | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text ?? '', 'base64url').toString('utf8'))
    if (!Array.isArray(parts)) return null
    const [at, id] = parts
    const isOurs = typeof at === 'number' && Math.abs(at) < 8.64e15 && typeof id === 'string' && !id.includes('\0')
    return isOurs ? { at: new Date(at), id } : null
  } catch {
    return null
  }
}
