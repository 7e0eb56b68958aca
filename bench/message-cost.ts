/**
 * `npm run bench`: what one message costs this bot, beside a bare botbuilder + restify bot that sends the same bytes,
 * in the same run. `BENCH_ROUNDS` (8) rounds of four seconds, in random order. Figures are for reading: no test
 * asserts them, because time is the machine's.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureColdStart } from './cold-start.ts'
import { type ConnectorStub, startConnectorStub } from './connector-stub.ts'
import { helpMessage } from './help-message.ts'
import { measureRound } from './measure-round.ts'
import { pinProcesses } from './process-usage.ts'
import { type Measured, report } from './report.ts'
import { sendMessage, sendMessages } from './send-messages.ts'
import { type RunningServer, type ServerProgram, startServer } from './start-server.ts'

const COLD_STARTS = 3
const WARM_UP_MS = 3_000
const BUSY_MS = 1_500
const IDLE_MS = 500

type Setting = { prefix: string[]; connector: ConnectorStub; rounds: number }
type Contestant = { program: ServerProgram; measured: Measured }

/** Without `BOT_ID`, as `npm run serve` starts it: neither of the two checks tokens. Nothing is asked of Graph. */
function productProgram(folder: string): ServerProgram {
  const sandbox = { GRAPH_BASE_URL: 'http://127.0.0.1:9', GRAPH_CREDENTIAL: 'sandbox' }
  return {
    name: 'this bot',
    args: [join(import.meta.dirname, '../src/index.ts')],
    // All messages are one person's, who must not be asked to wait.
    env: { PORT: '0', DATA_DIR: join(folder, 'data'), PERSON_LIMIT: '100000', ...sandbox },
  }
}

async function bench(rounds: number): Promise<string> {
  const setting = { prefix: pinProcesses(), connector: await startConnectorStub(), rounds }
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  try {
    const replyFile = join(folder, 'reply.json')
    await writeFile(replyFile, JSON.stringify(await replyOf(productProgram(folder), setting)))
    const echoProgram: ServerProgram = {
      name: 'bare botbuilder + restify',
      args: [join(import.meta.dirname, 'echo-bot.ts')],
      env: { ECHO_REPLY_FILE: replyFile },
    }
    const [product, peer] = [contestant(productProgram(folder)), contestant(echoProgram)]
    await coldStarts([product, peer], setting)
    await messages([product, peer], setting)
    return `${machine(setting)}\n\n${report(product.measured, peer.measured)}`
  } finally {
    setting.connector.close()
    await rm(folder, { recursive: true })
  }
}

/** The peer gets what the product said, so that both send the same card. */
async function replyOf(program: ServerProgram, { prefix, connector }: Setting): Promise<object> {
  const server = await startServer(program, prefix)
  try {
    await sendMessage(server.url, helpMessage(connector.serviceUrl))
    const { type, summary, attachments } = JSON.parse(connector.lastReply().body)
    return { type, summary, attachments }
  } finally {
    await server.stop()
  }
}

async function coldStarts(contestants: Contestant[], { prefix, connector }: Setting): Promise<void> {
  for (let start = 0; start < COLD_STARTS; start++) {
    for (const { program, measured } of shuffled(contestants)) {
      measured.coldStarts.push(await measureColdStart(program, { prefix, serviceUrl: connector.serviceUrl }))
    }
  }
}

async function messages(contestants: Contestant[], { prefix, connector, rounds }: Setting): Promise<void> {
  const running: { server: RunningServer; measured: Measured }[] = []
  try {
    for (const { program, measured } of contestants) {
      const server = await startServer(program, prefix)
      running.push({ server, measured })
      await warmUp(server, connector)
      measured.replyBytes = connector.lastReply().body.length
    }
    const options = { serviceUrl: connector.serviceUrl, busyMs: BUSY_MS, idleMs: IDLE_MS }
    for (let round = 0; round < rounds; round++) {
      for (const { server, measured } of shuffled(running)) {
        measured.rounds.push(await measureRound(server, options))
      }
    }
  } finally {
    await Promise.all(running.map(({ server }) => server.stop()))
  }
}

async function warmUp(server: RunningServer, { serviceUrl, lastReply }: ConnectorStub): Promise<void> {
  const before = lastReply().count
  const message = () => helpMessage(serviceUrl)
  const sent = await sendMessages({ url: server.url, connections: 20, durationMs: WARM_UP_MS, message })
  const replies = lastReply().count - before
  // A bot that does not reply is cheap too.
  if (replies !== sent.latenciesMs.length) {
    throw new Error(`${server.name} replied ${replies} times to ${sent.latenciesMs.length} messages`)
  }
}

function machine({ prefix, rounds }: Setting): string {
  const where = prefix.length > 0 ? 'each bot on the first core, load on the last' : 'bots and load share the cores'
  return `Node ${process.version}, ${cpus().length} cores, ${where}. Medians of ${rounds} rounds.`
}

function contestant(program: ServerProgram): Contestant {
  return { program, measured: { name: program.name, coldStarts: [], rounds: [], replyBytes: 0 } }
}

function shuffled<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

const rounds = Number(process.env['BENCH_ROUNDS'] || 8)
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('BENCH_ROUNDS must be a whole number, 1 or more')
console.log(await bench(rounds))
