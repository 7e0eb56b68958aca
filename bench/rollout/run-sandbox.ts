import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Seen } from './sandbox-process.ts'

export type BenchSandbox = {
  url: string
  people: number
  /** Versions, journal and limits as at the start. */
  reset(): Promise<void>
  seen(): Promise<Seen>
  stop(): void
}

/** The limit-enforcing tenant in a process of its own, as Graph is. */
export async function runSandbox(people: number): Promise<BenchSandbox> {
  const child = fork(join(import.meta.dirname, 'sandbox-process.ts'), [String(people)])
  const { url } = await answer<{ url: string }>(child)
  const ask = <T>(what: string) => {
    child.send(what)
    return answer<T>(child)
  }
  return {
    url,
    people,
    reset: async () => void (await ask('reset')),
    seen: () => ask<Seen>('seen'),
    stop: () => void child.kill(),
  }
}

async function answer<T>(child: ChildProcess): Promise<T> {
  const [message] = await once(child, 'message')
  return message
}
