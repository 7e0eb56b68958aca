import type { DemoApp, DemoPlace } from './demo-app.ts'
import { activitiesUrl, type DemoSetting } from './demo-programs.ts'

/** What `npm start` says once everything runs: where to go, what to type, what to expect. At most 25 lines of 100 columns. */
export function startScreen(app: DemoApp, setting: Pick<DemoSetting, 'ports' | 'env' | 'signIn'>): string {
  const { ports, env, signIn } = setting
  const { DEMO_PERSON: person = 'Alice' } = env
  const sandbox = `http://127.0.0.1:${ports.sandbox}`
  const bot = app.bot.name
  const rows = app.places.map((place) => typeAndExpect(place, app)).join('\n')
  return `
  Open     http://localhost:${ports.playground}
           Microsoft's Agents Playground: a Teams client on this machine, as ${person} of Acme sees it

  Type                                                     and expect
${rows}
           For a mention type @ and pick ${bot} from the list.
           Other words: status, apps, upgrade all, history, rollout, help. Buttons do the same.

  Tab      http://localhost:${ports.tab} shows the same as a tab: choose person, place and theme there

  Bot      http://127.0.0.1:${ports.bot}/api/messages${signIn ? signedWords(signIn.port, activitiesUrl(setting)) : ''}
  Sandbox  ${sandbox}/_sandbox/journal shows every call the bot made to Graph
           curl -X POST ${sandbox}/_sandbox/reset brings the old versions back

  Ctrl-C stops all of it.
`
}

/** At most two lines more: what is different when nobody is believed. */
function signedWords(signInPort: number, channel: string): string {
  return ` takes nobody without a token
           ${channel} signs what the Playground sends
           https://localhost:${signInPort} gives the bot its tokens, and the sandbox checks them`
}

function typeAndExpect({ where, isMentionNeeded, update }: DemoPlace, { newest }: DemoApp): string {
  const words = isMentionNeeded ? '@mention upgrade app' : 'upgrade app'
  const expected = {
    upgrade: `it is upgraded to ${newest}`,
    consent: `${newest} asks for more: accept it or not`,
    current: `it has ${newest} already`,
  }
  return `           ${`in ${where}`.padEnd(26)}${words.padEnd(21)}${expected[update]}`
}
