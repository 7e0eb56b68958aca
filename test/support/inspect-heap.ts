import { once } from 'node:events'

/** What `NODE_OPTIONS` has to hold for a process to say where it can be inspected. */
export const inspectable = '--inspect=127.0.0.1:0'

/** The address in what an inspectable process writes to standard error. */
export function inspectorIn(line: string): string | null {
  return /^Debugger listening on (ws:\S+)/.exec(line)?.[1] ?? null
}

/** @returns megabytes of JavaScript heap that are still in use after a collection of all garbage. */
export async function usedHeapMb(address: string): Promise<number> {
  const socket = new WebSocket(address)
  await once(socket, 'open')
  try {
    await ask(socket, 'HeapProfiler.collectGarbage')
    const { usedSize } = await ask(socket, 'Runtime.getHeapUsage')
    return Math.round(Number(usedSize) / 100_000) / 10
  } finally {
    socket.close()
  }
}

/** https://chromedevtools.github.io/devtools-protocol/v8/ */
async function ask(socket: WebSocket, method: string): Promise<Record<string, unknown>> {
  socket.send(JSON.stringify({ id: 1, method }))
  for (;;) {
    const [{ data }] = await once(socket, 'message')
    const { id, result } = JSON.parse(String(data))
    if (id === 1) return result
  }
}
