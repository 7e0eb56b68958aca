import { type ChildProcess, fork } from 'node:child_process'
import path from 'node:path'
import type { CommandEnded } from '../../src/rollouts/command-rollout.ts'
import type { RolloutStatus } from '../../src/rollouts/read-rollout.ts'
import type { RolloutSettings } from '../../src/rollouts/rollout.ts'
import type { Started } from '../../src/rollouts/start-rollout.ts'
import { acmeIds } from '../../src/sandbox/acme.ts'
import type { WorkerWord } from './rollout-worker.ts'
import { admin, atOnce } from './sample-rollout.ts'
import { unpaced } from './unpaced.ts'

/** Where the product keeps its own: a worker starts in three quarters of the time. */
const compiledCode = path.resolve(import.meta.dirname, '../../node_modules/.cache/compiled')

type Answer = { number?: number; value?: unknown; error?: string; ready?: true }

export type WorkerProcess = Awaited<ReturnType<typeof startWorker>>

/** A worker in a process of its own, ready to be told and to be killed. Rejects when it ends before it is ready. */
export async function startWorker(env: Record<string, string>) {
  const script = path.join(import.meta.dirname, 'rollout-worker.ts')
  const settings = {
    GRAPH_CREDENTIAL: 'sandbox',
    LOG_LEVEL: 'silent',
    NODE_COMPILE_CACHE: compiledCode,
    ...unpaced,
    ...env,
  }
  const child = fork(script, {
    env: { PATH: process.env['PATH'] ?? '', ...settings },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  // A test that gave up must not be kept from ending; the worker ends with it.
  child.unref()
  child.channel?.unref()
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += String(text)))
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  const ready = Promise.withResolvers<void>()
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  void ended.then((code) => {
    ready.reject(new Error(`the worker ended with ${code}: ${output}`))
    for (const { reject } of waiting.values()) reject(new Error(`the worker ended with ${code}`))
  })
  child.on('message', (message: Answer) => {
    if (message.ready) ready.resolve()
    const asked = waiting.get(message.number ?? 0)
    if (!asked) return
    if (message.error) asked.reject(new Error(message.error))
    else asked.resolve(message.value)
  })
  let number = 0
  async function tell(word: WorkerWord): Promise<unknown> {
    number++
    const answered = Promise.withResolvers<unknown>()
    waiting.set(number, answered)
    child.send({ number, word }, (error) => error && answered.reject(error))
    return answered.promise
  }
  await ready.promise
  return {
    pid: child.pid ?? 0,
    ended,
    output: () => output,
    async begin(asked: { settings?: Partial<RolloutSettings>; kinds?: ('team' | 'chat' | 'user')[] } = {}) {
      const started = (await tell({
        kind: 'start',
        asked: {
          tenantId: acmeIds.tenant,
          app: { by: 'externalId', id: acmeIds.assistantManifest },
          kinds: asked.kinds ?? ['team', 'user'],
          source: 'directory',
          exclude: [],
          actor: admin,
          settings: { ...atOnce, ...asked.settings },
        },
      })) as Started
      if (started.kind !== 'started') throw new Error(JSON.stringify(started))
      return started.id
    },
    command: async (id: string, command: Extract<WorkerWord, { kind: 'command' }>['command']) =>
      (await tell({ kind: 'command', id, command })) as CommandEnded,
    /** Its dates are text. */
    read: async (id: string) => (await tell({ kind: 'read', id })) as RolloutStatus,
    health: async () => String(await tell({ kind: 'health' })),
    async kill() {
      kill(child, 'SIGKILL')
      await ended
    },
    async stop() {
      kill(child, 'SIGTERM')
      return ended
    },
  }
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal)
}
