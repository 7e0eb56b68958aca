import { Agent, request } from 'node:http'
import { performance } from 'node:perf_hooks'

export type Load = {
  url: string
  connections: number
  durationMs: number
  message(): string
}

export type Sent = { latenciesMs: number[]; tookMs: number }

/**
 * Closed loop: each connection sends its next message when the last one was answered. Throws on any answer but 200,
 * because a bot that refuses is cheap.
 */
export async function sendMessages(load: Load): Promise<Sent> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.connections })
  const latenciesMs: number[] = []
  const start = performance.now()
  const sendInTurn = async () => {
    while (performance.now() - start < load.durationMs) {
      const sentAt = performance.now()
      await sendMessage(load.url, load.message(), agent)
      latenciesMs.push(performance.now() - sentAt)
    }
  }
  await Promise.all(Array.from({ length: load.connections }, sendInTurn))
  agent.destroy()
  return { latenciesMs, tookMs: performance.now() - start }
}

export function sendMessage(url: string, body: string, agent?: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const sent = request(
      `${url}/api/messages`,
      { method: 'POST', headers, ...(agent ? { agent } : {}) },
      (response) => {
        response.resume()
        response.once('end', () => {
          if (response.statusCode === 200) resolve()
          else reject(new Error(`${url} answered ${response.statusCode}`))
        })
      },
    )
    sent.once('error', (error) => reject(new Error(`${url} does not answer: ${error.message}`)))
    sent.end(body)
  })
}
