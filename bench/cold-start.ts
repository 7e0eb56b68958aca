import { performance } from 'node:perf_hooks'
import { helpMessage } from './help-message.ts'
import { rssMb } from './process-usage.ts'
import { sendMessage } from './send-messages.ts'
import { type RunningServer, type ServerProgram, startServer } from './start-server.ts'

/** Milliseconds from the start of the process. `readyMs` is null for a bot that has no `/readyz`. */
export type ColdStart = { readyMs: number | null; firstAnswerMs: number; rssMb: number }

export type ColdStartOptions = { prefix: string[]; serviceUrl: string }

/** Starts a bot, asks whether it is ready, sends it one message and stops it. */
export async function measureColdStart(program: ServerProgram, options: ColdStartOptions): Promise<ColdStart> {
  const server = await startServer(program, options.prefix)
  try {
    const readyMs = await readyAfterMs(server)
    await sendMessage(server.url, helpMessage(options.serviceUrl))
    return { readyMs, firstAnswerMs: performance.now() - server.startedAtMs, rssMb: rssMb(server.pid) }
  } finally {
    await server.stop()
  }
}

async function readyAfterMs(server: RunningServer): Promise<number | null> {
  const response = await fetch(`${server.url}/readyz`)
  await response.text()
  return response.ok ? performance.now() - server.startedAtMs : null
}
