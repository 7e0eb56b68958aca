/** What the parent plays: who looks at which page, where, in which theme and language. All of it is in the address. */
export type Choices = {
  person: string
  /** `me`, `team:{group id}` or `chat:{chat id}`. */
  place: string
  page: 'tab' | 'config'
  theme: string
  locale: string
  /** What a deep link names, if the tab was opened by one. */
  link: string | null
}

/** The sandbox's tenant, as far as a parent needs it. */
export type World = {
  id: string
  people: { id: string; name: string; userPrincipalName: string }[]
  teams: { id: string; name: string; internalId?: string; members: { userId: string; roles: string[] }[] }[]
  chats: { id: string; topic: string | null; kind: string }[]
}

export function readChoices(query: URLSearchParams, world: World): Choices {
  return {
    person: query.get('person') ?? world.people[0]?.id ?? '',
    place: query.get('place') ?? 'me',
    page: query.get('page') === 'config' ? 'config' : 'tab',
    theme: query.get('theme') ?? 'default',
    locale: query.get('locale') ?? 'en-us',
    link: query.get('link'),
  }
}

export function choicesQuery(choices: Choices): string {
  const said = Object.entries(choices).filter((entry): entry is [string, string] => entry[1] !== null)
  return `?${new URLSearchParams(said)}`
}

export function tabAddress({ page }: Choices): string {
  return page === 'config' ? '/tab/config.html' : '/tab/'
}
