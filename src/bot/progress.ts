import type { Card } from './cards.ts'

/** Cards on the way to the end. Whoever reads gets the newest one not seen yet; those in between are skipped. */
export type Progress = { show(card: Card): void; next(): Promise<Card> }

export function createProgress(): Progress {
  let newest: Card | null = null
  let arrived = Promise.withResolvers<void>()
  return {
    show(card) {
      newest = card
      arrived.resolve()
    },
    async next() {
      const card = await arrived.promise.then(() => newest)
      arrived = Promise.withResolvers<void>()
      newest = null
      return card ?? this.next()
    },
  }
}
