import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Child, type Program, startChild } from './child-processes.ts'

export type Step = {
  program: Program
  /** Settles when the program can be used; given up when `signal` is aborted. */
  ready(signal: AbortSignal): Promise<void>
  /** What it said last, when it ends by itself. */
  lastWords(child: Child): Promise<string[]>
}

export type RunTogether = {
  stop: AbortSignal
  kill: AbortSignal
  readyWithinSeconds: number
  onReady(): void
}

export type Ending = { kind: 'stopped' } | { kind: 'broke'; name: string; how: string; lastWords: string[] }

/**
 * Runs programs that are of use only together: when one ends, or `stop` is aborted, all of them are stopped, the last one first.
 * Settles when none of them runs any more.
 */
export async function runTogether(steps: Step[], run: RunTogether): Promise<Ending> {
  if (run.stop.aborted) return { kind: 'stopped' }
  const over = new AbortController()
  const started = steps.map((step) => ({ ...step, child: startChild(step.program) }))
  run.kill.addEventListener('abort', () => killAll(started.map(({ child }) => child)))
  const ending = Promise.race([
    once(run.stop, 'abort', { signal: over.signal }).then((): Ending => ({ kind: 'stopped' })),
    ...started.map(async (one) => broke(one, await one.child.ended)),
  ])
  try {
    const early = await Promise.race([ending, allReady(started, run.readyWithinSeconds, over.signal)])
    if (early) return early
    run.onReady()
    return await ending
  } finally {
    over.abort()
    for (const { child } of started.reverse()) await child.stop()
  }
}

type Started = Step & { child: Child }

/** Null when all are ready, else the ending of the first that was not in time. */
async function allReady(started: Started[], withinSeconds: number, over: AbortSignal): Promise<Ending | null> {
  const late = await Promise.all(
    started.map(async (one) => {
      const patience = AbortSignal.any([over, AbortSignal.timeout(withinSeconds * 1000)])
      const isReady = await one.ready(patience).then(
        () => true,
        () => false,
      )
      return isReady || over.aborted ? null : broke(one, `was not ready within ${withinSeconds} seconds`)
    }),
  )
  return late.find((ending) => ending !== null) ?? null
}

async function broke({ child, lastWords }: Started, how: string): Promise<Ending> {
  return { kind: 'broke', name: child.name, how, lastWords: await lastWords(child) }
}

function killAll(children: Child[]): void {
  for (const child of children) child.kill()
}

/** Asks again and again until the address answers 200. */
export async function answersOk(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const answer = await fetch(url, { signal }).catch(() => null)
    await answer?.body?.cancel()
    if (answer?.ok) return
    await sleep(100, undefined, { signal })
  }
  throw signal.reason
}
