import { join } from 'node:path'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { loadNow, type Result } from './result.ts'
import { type Ran, runProcess } from './run-process.ts'
import type { BenchSandbox } from './run-sandbox.ts'
import { placeWindowMs, requestsPerSecond } from './scale.ts'

export type ProductSetting = {
  workers: number
  isVerified: boolean
  /** Where it keeps its rollouts: DATA_DIR or DATABASE_URL. */
  store: Record<string, string>
  storeName: string
}

const terminal = join(import.meta.dirname, '../../src/terminal.ts')
const everybody = ['--app', acmeIds.assistantManifest, '--scope', 'users', '--yes', '--wait', '--json']

/** `npm run rollout -- start --wait`, and as many helpers with `resume --wait` as there are workers besides. */
export async function runProduct(sandbox: BenchSandbox, setting: ProductSetting): Promise<Result> {
  const { workers, isVerified, storeName } = setting
  if (!isVerified) await warmUp(sandbox, setting)
  await sandbox.reset()
  const env = settings(sandbox, setting)
  const load = loadNow()
  const first = runProcess([terminal, 'start', ...everybody, '--waves', '100'], env)
  const id = await idOf(first.lines, first.ended)
  const helpers = Array.from({ length: workers - 1 }, () =>
    runProcess([terminal, 'resume', id, '--yes', '--wait', '--json'], env),
  )
  const ran = await Promise.all([first.ended, ...helpers.map(({ ended }) => ended)])
  const seen = await sandbox.seen()
  return {
    name: `this product, ${workers} on ${storeName}, ${isVerified ? 'verified' : 'unverified'}`,
    targets: sandbox.people,
    measured: sandbox.people,
    seconds: (seen.lastAt - seen.firstAt) / 1_000,
    needed: isVerified ? { gets: 2, posts: 1 } : { gets: 0, posts: 1 },
    requests: seen.gets + seen.posts,
    throttled: seen.throttled,
    wrong: await countWrong(id, { sandbox, setting, upgraded: seen.upgraded }),
    peakMb: Math.max(...ran.map(({ peakMb }) => peakMb)),
    cpuSeconds: ran.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    load: (load + loadNow()) / 2,
  }
}

function settings(sandbox: BenchSandbox, { isVerified, store }: ProductSetting): Record<string, string> {
  return {
    GRAPH_BASE_URL: sandbox.url,
    GRAPH_CREDENTIAL: 'sandbox',
    GRAPH_REQUESTS_PER_SECOND: String(requestsPerSecond),
    GRAPH_PLACE_WINDOW_MS: String(placeWindowMs),
    ...(isVerified ? {} : { ROLLOUT_VERIFY: 'none', ROLLOUT_PLACES: 'known' }),
    ...store,
  }
}

/** The bot's own record knows every place and its installation after a dry run. */
async function warmUp(sandbox: BenchSandbox, setting: ProductSetting): Promise<void> {
  await sandbox.reset()
  const env = settings(sandbox, { ...setting, isVerified: true })
  await runProcess([terminal, 'start', ...everybody, '--waves', '100', '--dry-run'], env).ended
}

async function idOf(lines: Ran['lines'], ended: Promise<Ran>): Promise<string> {
  let isOver = false
  void ended.then(() => {
    isOver = true
  })
  while (lines.length === 0 && !isOver) await new Promise((resolve) => setTimeout(resolve, 20))
  return JSON.parse(lines[0]?.text ?? '{}').id
}

type Counting = { sandbox: BenchSandbox; setting: ProductSetting; upgraded: string[] }

/** What the report says, place by place, beside the sandbox's state. */
async function countWrong(id: string, { sandbox, setting, upgraded }: Counting): Promise<number> {
  const { lines } = await runProcess([terminal, 'export', id, '--format', 'csv'], settings(sandbox, setting)).ended
  const really = new Set(upgraded)
  const told = lines.slice(1).map(({ text }) => text.split(','))
  const isRight = ([, place = '', state = '']: string[]) =>
    ['upgraded', 'accepted', 'current'].includes(state) && really.has(place)
  const wrong = told.filter((row) => !isRight(row))
  for (const row of wrong.slice(0, 5)) console.error(row.join(','))
  return sandbox.people - (told.length - wrong.length)
}
