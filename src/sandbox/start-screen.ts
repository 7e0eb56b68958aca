import type { DemoApp } from './demo-app.ts'
import type { DemoPorts } from './demo-programs.ts'

/** What `npm start` says once everything runs: where to go, what to type, what to expect. At most 25 lines of 100 columns. */
export function startScreen(app: DemoApp, ports: DemoPorts): string {
  const sandbox = `http://127.0.0.1:${ports.sandbox}`
  const bot = app.bot.name
  return `
  Open     http://localhost:${ports.playground}
           Microsoft's Agents Playground: a Teams client on this machine, as Alice of Acme sees it

  Type     in Personal Chat                  upgrade app
           in ${app.chatName.padEnd(30)} @${bot} upgrade app
           in ${`${app.teamName}, any channel`.padEnd(30)} @${bot} upgrade app
           For a mention type @ and pick ${bot} from the list.

  Expect   a card: ${bot} went from ${app.from} to ${app.to}, in that conversation and in no other.
           Or type status or help, and press Upgrade on the card.

  Bot      http://127.0.0.1:${ports.bot}/api/messages
  Sandbox  ${sandbox}/_sandbox/journal shows every call the bot made to Graph
           curl -X POST ${sandbox}/_sandbox/reset brings the old versions back

  Ctrl-C stops all of it.
`
}
