import type { Choices, World } from './choices.ts'

export function byId<Kind extends HTMLElement>(id: string, kind: { new (): Kind }): Kind {
  const found = document.getElementById(id)
  if (!(found instanceof kind)) throw new Error(`The parent page lacks its ${id}.`)
  return found
}

/** Fills the lists with the sandbox's people and places, and shows what is chosen. */
export function fillControls(form: HTMLFormElement, world: World, choices: Choices): void {
  fill(
    form,
    'person',
    world.people.map(({ id, name }) => [id, name]),
  )
  fill(form, 'place', [
    ['me', 'personal'],
    ...world.teams.map(({ id, name }): [string, string] => [`team:${id}`, `team ${name}`]),
    ...world.chats.map(({ id, topic, kind }): [string, string] => [`chat:${id}`, `chat ${topic ?? kind}`]),
  ])
  for (const [name, value] of Object.entries(choices)) {
    const control = form.elements.namedItem(name)
    if (control instanceof HTMLSelectElement && value !== null) control.value = value
  }
}

function fill(form: HTMLFormElement, name: string, options: [value: string, text: string][]): void {
  const list = form.elements.namedItem(name)
  if (list instanceof HTMLSelectElement)
    list.replaceChildren(...options.map(([value, text]) => new Option(text, value)))
}

const MESSAGES_KEPT = 30

/** Newest first, and no more than anybody would read. */
export function logMessage(text: string): void {
  const log = byId('log', HTMLOListElement)
  const line = document.createElement('li')
  line.textContent = text.slice(0, 400)
  log.prepend(line)
  while (log.childElementCount > MESSAGES_KEPT) log.lastElementChild?.remove()
}

export function showStatus(text: string): void {
  byId('status', HTMLParagraphElement).textContent = text
}
