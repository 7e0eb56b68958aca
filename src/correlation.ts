import { AsyncLocalStorage } from 'node:async_hooks'

/** A way for the id to travel with each call; it holds nothing by itself. */
const travelling = new AsyncLocalStorage<string>()

/** Every log line that is written in the course of `work` carries this id, unless it names one itself. */
export function withCorrelation<T>(correlationId: string, work: () => T): T {
  return travelling.run(correlationId, work)
}

export function currentCorrelation(): string | undefined {
  return travelling.getStore()
}
