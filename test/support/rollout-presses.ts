import { alice, type BotUnderTest, type PlaceName, places } from './bot-under-test.ts'
import { cardOf, type Message, textOf } from './teams.ts'

/** An answer to a press: what it says, and the message that carries its buttons. */
export type Answered = { text: string; card: Message }

export const textIn = (message: Message) => message.shown.at(-1)?.text ?? ''

/** One admin at one place, or whoever else is said. A machine may be busy: what is waited for may take long. */
export function rolloutPresses(bot: () => BotUnderTest) {
  async function press(message: Message, title: string, by = alice, place: PlaceName = 'personal'): Promise<Answered> {
    const button = cardOf(message).buttons.find((one) => one.title === title)
    if (!button) throw new Error(`no ${title} on: ${textIn(message)}`)
    const { teams } = bot()
    const { body } = await teams.send(
      teams.pressed(button.verb, places[place], by, { on: message.id, data: button.data }),
    )
    const card = Reflect.get(Object(body), 'value')
    const text = textOf(card)
    return { text, card: { ...message, shown: [{ atMs: 0, card, text }] } }
  }
  return {
    press,
    /** Types `rollout` and waits for the plan; a new one, whatever was asked before. */
    async plan(place: PlaceName = 'personal', by = alice): Promise<Message> {
      const { teams } = bot()
      const before = teams.messages.length
      await teams.send(teams.typed('rollout', places[place], by))
      const isShown = () => textIn(teams.messages[before] ?? emptyMessage).includes('Plan of a rollout')
      await bot()
        .until(isShown, patienceMs)
        .catch((cause: unknown) => {
          const since = teams.messages.slice(before).map(textIn)
          throw new Error(`no plan, but ${JSON.stringify(since)}`, { cause })
        })
      return teams.messages[before] ?? emptyMessage
    },
    /** Waits until a message shows some words. */
    shows: (message: Message, ...words: string[]) =>
      bot().until(() => words.every((word) => textIn(message).includes(word)), patienceMs),
    /** Those that changed something; a place may have asked to wait a second before. */
    upgrades: () =>
      bot()
        .posts()
        .filter(({ route, effect }) => route.endsWith('/upgrade') && effect !== null),
  }
}

export const patienceMs = 60_000

const emptyMessage: Message = { id: '', conversationId: '', shown: [] }
