/**
 * Finds things by id in lists that tests change at will. Where each was found last is only a hint, looked at before it is
 * believed: a tenant of tens of thousands must not cost a walk through all of them with every request.
 */
export type Lookup = <T extends { id: string }>(list: readonly T[], id: string) => T | undefined

export function createLookup(): Lookup {
  const lastSeenAt = new Map<string, number>()
  return (list, id) => {
    const hinted = list[lastSeenAt.get(id) ?? -1]
    if (hinted?.id === id) return hinted
    list.forEach((item, at) => {
      lastSeenAt.set(item.id, at)
    })
    return list.find((item) => item.id === id)
  }
}
