import type { Context, Middleware } from '@microsoft/microsoft-graph-client'

type Step = (context: Context, next: () => Promise<void>) => Promise<void>

/** One step of graph-client's chain as a function. */
export function middleware(step: Step): Middleware {
  let following: Middleware | undefined
  return {
    execute: (context) => step(context, async () => following?.execute(context)),
    setNext: (next) => {
      following = next
    },
  }
}
