import type { Verdict } from '../installations/authority.ts'
import { type Place, placeWords } from './place-words.ts'

/** Who may do a thing, as lines of a card, with the raw names of Graph permissions that would reveal more. */
export type WhoWords = { lines: string[]; names: string[] }

type Asker = { place: Place; askedBy: string | null }

/**
 * Cards are read by everybody in the conversation, so the person who asked is named where it can be, not called "you".
 * @param what a verb for the rest of the sentence: "upgrade" or "accept them".
 */
export function verdictWords(verdict: Verdict, what: string, { place, askedBy }: Asker): WhoWords {
  switch (verdict.kind) {
    case 'allowed': {
      const isPersonal = place === 'user' || place === 'me'
      const asker = askedBy?.trim() ? askedBy : 'The person who asked'
      return { lines: [isPersonal ? `You may ${what}.` : `${asker} may ${what}.`], names: [] }
    }
    case 'refused':
      return { lines: [verdict.whoMay], names: [] }
    case 'unreadable':
      return {
        lines: [
          `Unknown: this bot cannot read people’s roles ${placeWords(place).here}, so it lets nobody ${what}.`,
          ...(verdict.permissions.length > 0 ? ['An admin can grant it one of these Graph permissions:'] : []),
        ],
        names: verdict.permissions,
      }
  }
}
