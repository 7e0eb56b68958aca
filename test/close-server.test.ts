import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { closeServer } from '../src/close-server.ts'
import { createLog } from '../src/log.ts'
import { createServer } from '../src/server.ts'
import { longestMs } from './support/hang-on.ts'
import { post, sendRaw } from './support/raw-http.ts'

const activity = JSON.stringify({
  type: 'message',
  channelId: 'msteams',
  serviceUrl: 'https://smba.trafficmanager.net/teams/',
  from: { id: '29:1-alice' },
  conversation: { id: 'a:1' },
})
const message = post(['content-type: application/json', `content-length: ${activity.length}`], activity)

/** A server whose turns take `turnMs`. */
async function listening(turnMs: number) {
  const server = createServer({
    log: createLog({ level: 'silent' }),
    readiness: async () => ({ ready: true, checks: {} }),
    answerActivity: async () => sleep(turnMs, { status: 200, body: {} }, { ref: false }),
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const port: number = server.address().port
  /** Until a request is being answered: what still waits to be taken when the stop begins is refused, and may be. */
  const untilAnswering = async () => {
    while (server.inflightRequests() === 0) await sleep(5)
  }
  return { server, port, untilAnswering }
}

test('a running request ends, new connections are refused, and idle ones do not hold the stop', async () => {
  const { server, port, untilAnswering } = await listening(300)
  const idle = connect(port, '127.0.0.1')
  const idleClosed = new Promise<void>((resolve) => idle.on('close', () => resolve()))
  await once(server.server, 'connection')
  const running = sendRaw(port, [message])
  await untilAnswering()

  const closed = closeServer(server, longestMs)
  expect((await sendRaw(port, [message])).status).toBe(0)
  expect((await running).status).toBe(200)
  await closed
  await idleClosed
})

test('a connection kept alive after its last answer does not hold the stop', async () => {
  const { server, port, untilAnswering } = await listening(200)
  const kept = connect(port, '127.0.0.1')
  kept.write(message)
  await untilAnswering()
  await closeServer(server, longestMs)
})

test('what has not ended in time is cut', async () => {
  const { server, port, untilAnswering } = await listening(longestMs)
  const running = sendRaw(port, [message])
  await untilAnswering()
  const began = Date.now()
  await closeServer(server, 300)
  expect((await running).status).toBe(0)
  expect(Date.now() - began).toBeGreaterThanOrEqual(290)
})

test('closing what never listened, or closing twice, is done at once', async () => {
  const { server } = await listening(0)
  await closeServer(server, 1_000)
  await closeServer(server, 1_000)
})
