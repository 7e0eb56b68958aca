import { chooseTenant, worldNames } from './choose-tenant.ts'
import { demoApp } from './demo-app.ts'
import { startSandbox } from './sandbox.ts'
import { readSignIn } from './sign-in/prepare-sign-in.ts'

// The sandbox as a process of its own, for `npm start` and for tests of processes.
const port = Number(process.env['SANDBOX_PORT'] || 0)
const graph = process.env['GRAPH_BASE_URL']

if (graph && !isLoopback(graph))
  stop(78, `GRAPH_BASE_URL is ${graph}: the sandbox only starts when Graph is on loopback.`)
if (!Number.isInteger(port) || port < 0 || port > 65535) stop(78, 'SANDBOX_PORT must be a port number from 0 to 65535.')

const tenant = chooseTenant(process.env['SANDBOX_WORLD'])
if (!tenant) stop(78, `SANDBOX_WORLD must be ${worldNames.join(' or ')}.`)

/** Set together by `npm start -- --auth`: where certificates are, the port for tokens, and who activities are signed for. */
const { SANDBOX_SIGN_IN_FOLDER: folder, SANDBOX_SIGN_IN_PORT: signInPort, BOT_URL: botUrl = '' } = process.env
const signIn = folder
  ? { signIn: await readSignIn({ folder, port: Number(signInPort) }, { id: demoApp(tenant).bot.id, url: botUrl }) }
  : {}

const sandbox = await startSandbox({ port, tenant, ...signIn }).catch((error: Error) =>
  stop(1, `The sandbox cannot start: ${error.message}`),
)
process.stdout.write(`sandbox listening on ${sandbox.url}\n`)
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => sandbox.close().then(() => process.exit(0)))

function isLoopback(address: string): boolean {
  const host = URL.canParse(address) ? new URL(address).hostname : ''
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

function stop(code: number, message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(code)
}
