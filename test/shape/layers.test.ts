import { expect, test } from '@jest/globals'
import { readSourceFiles, type SourceFile, withoutComments } from '../support/source-files.ts'

const files = readSourceFiles()

/** Which folders each folder may import from, itself apart (design.md section 6). */
const arrows: Record<string, string[]> = {
  installations: [],
  rollouts: ['installations'],
  graph: ['installations', 'rollouts'],
  database: ['installations', 'rollouts'],
  bot: ['installations', 'rollouts'],
  tab: ['installations', 'rollouts'],
  cli: ['installations', 'rollouts'],
  observe: ['installations', 'rollouts', 'graph', 'database'],
  sandbox: ['installations'],
}

/** Leaves at the top that know nothing of the product and may be used anywhere. */
const ground = [
  'bounded-cache.ts',
  'log.ts',
  'loopback.ts',
  'clouds.ts',
  'person-limit.ts',
  'turn-limit.ts',
  'hide-secrets.ts',
  'maintenance-window.ts',
  'telemetry.ts',
  'signing-keys.ts',
  'correlation.ts',
  'in-time.ts',
]

/**
 * Where the parts meet: the bot's process, the terminal's, what both share, and the few parts that doctor reads with.
 * Doctor must not start a server, open the database or take its lock, so it is no use of the first.
 */
const wiring = [
  ...['app.ts', 'wire-chat.ts', 'wire-memory.ts', 'wire-rollout-chat.ts', 'wire-rollouts.ts'],
  ...['terminal.ts', 'wire-terminal.ts', 'doctor-app.ts'],
]

/** The lock comes before anything else, and what listens before what is listened to. */
const entrysOwn = ['database/owner-lock.ts', 'observe/open-telemetry.ts']

/** Where each of these packages may appear; the wiring may use all of them. */
const homes: Record<string, string[]> = {
  botbuilder: ['bot/'],
  'botframework-connector': ['bot/'],
  'adaptivecards-templating': ['bot/'],
  restify: ['server.ts', 'tab/', 'observe/serve-metrics.ts'],
  '@azure/identity': ['graph/'],
  jose: ['signing-keys.ts', 'bot/', 'tab/', 'sandbox/'],
  '@microsoft/microsoft-graph-client': ['graph/'],
  '@opentelemetry/api': ['observe/'],
  '@opentelemetry/exporter-prometheus': ['observe/'],
  '@opentelemetry/exporter-trace-otlp-http': ['observe/'],
  '@opentelemetry/sdk-metrics': ['observe/'],
  '@opentelemetry/sdk-trace': ['observe/'],
  kysely: ['database/'],
  'pg-boss': ['database/'],
  pg: ['database/'],
  '@electric-sql/pglite': ['database/'],
}

/** Programs of a folder that ask a wiring for what they run; the way back is the wiring's own import of that folder. */
const programs: Record<string, string> = { 'cli/doctor.ts': 'doctor-app.ts' }

const folderOf = (name: string) => (name.includes('/') ? (name.split('/')[0] ?? '') : '')
const isOwn = (target: string) => /\.tsx?$/.test(target)

function edges(): { from: string; to: string }[] {
  return files.flatMap(({ name, imports }) =>
    imports.filter(({ target }) => isOwn(target)).map(({ target }) => ({ from: name, to: target })),
  )
}

test('every folder imports only what its layer may know', () => {
  const wrong = edges().filter(({ from, to }) => {
    const [folder, target] = [folderOf(from), folderOf(to)]
    if (folder === '' || folder === target || ground.includes(to) || programs[from] === to) return false
    return !(arrows[folder] ?? []).includes(target)
  })
  expect(wrong).toEqual([])
})

test('only the wiring imports the layers, and the entry what has to be there before the parts are', () => {
  const isEntrys = (from: string, to: string) => from === 'index.ts' && entrysOwn.includes(to)
  const wrong = edges()
    .filter(({ from, to }) => folderOf(from) === '' && !wiring.includes(from) && folderOf(to) !== '')
    .filter(({ from, to }) => !isEntrys(from, to))
  expect(wrong).toEqual([])
})

test('the sandbox is imported by nothing but itself', () => {
  expect(edges().filter(({ from, to }) => folderOf(to) === 'sandbox' && folderOf(from) !== 'sandbox')).toEqual([])
})

test('the ground files stand on nothing but one another', () => {
  expect(edges().filter(({ from, to }) => ground.includes(from) && folderOf(to) !== '')).toEqual([])
})

test('each library is known to the layer that hides it, and to no other', () => {
  const wrong = files.flatMap(({ name, imports }) =>
    imports
      .map(({ target }) => ({ name, target }))
      .filter(({ target }) => Object.hasOwn(homes, target) && !wiring.includes(name))
      .filter(({ target }) => !(homes[target] ?? []).some((home) => name.startsWith(home))),
  )
  expect(wrong).toEqual([])
})

test('OpenTelemetry is loaded by nothing but what is loaded when it is switched on', () => {
  const eager = /from '[^']*\/(prometheus-metrics|process-metrics|otlp-traces)\.ts'/
  const users = files.filter(({ text }) => eager.test(text)).map(({ name }) => name)
  expect(users).toEqual(['observe/prometheus-metrics.ts'])
})

test('no Graph URL is written outside the Graph edge, the clouds and the sandbox', () => {
  const wrong = files
    .filter(({ name }) => !/^(graph|sandbox)\/|^clouds\.ts$/.test(name))
    .filter(({ text }) =>
      /\/(installedApps|appCatalogs|permissionGrants)\b|graph\.microsoft\.com/.test(withoutComments(text)),
    )
  expect(wrong.map(({ name }) => name)).toEqual([])
})

test('no files import each other in a circle at run time', () => {
  expect(files.map(({ name }) => name).filter((name) => reaches(name, name))).toEqual([])
})

function reaches(from: string, goal: string, seen = new Set<string>()): boolean {
  const file = files.find(({ name }) => name === from)
  return (file ? runtimeTargets(file) : []).some((target) => {
    if (target === goal) return true
    if (seen.has(target)) return false
    seen.add(target)
    return reaches(target, goal, seen)
  })
}

function runtimeTargets({ imports }: SourceFile): string[] {
  return imports.filter(({ target, isTypeOnly }) => isOwn(target) && !isTypeOnly).map(({ target }) => target)
}
