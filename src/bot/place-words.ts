import type { Scope } from '../installations/scope.ts'

export type Place = Scope['kind']

type PlaceWords = {
  /** Fits after a verb: "is not installed …". */
  here: string
  /** Who may accept new permissions there. */
  whoMayConsent: string
  /** Where Teams itself lists the app. */
  whereInTeams: string
}

const personal: PlaceWords = {
  here: 'for you',
  whoMayConsent: 'You can accept them yourself.',
  whereInTeams: 'in Teams under Apps › Manage your apps',
}

const wordsByPlace: Record<Place, PlaceWords> = {
  team: {
    here: 'in this team',
    whoMayConsent: 'An owner of this team can accept them.',
    whereInTeams: 'in Teams under Manage team › Apps',
  },
  chat: {
    here: 'in this chat',
    whoMayConsent:
      'Any member of this chat who belongs to the organization can accept them; in a meeting, its organizer or a presenter.',
    whereInTeams: 'in Teams under Manage apps of this chat',
  },
  user: personal,
  me: personal,
}

export function placeWords(place: Place): PlaceWords {
  return wordsByPlace[place]
}
