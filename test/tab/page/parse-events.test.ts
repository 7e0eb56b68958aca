import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseEvents, type ServerEvent } from '../../../src/tab/page/api/parse-events.ts'

async function* inPieces(pieces: string[]): AsyncGenerator<string> {
  yield* pieces
}

async function eventsIn(pieces: string[]): Promise<ServerEvent[]> {
  const events: ServerEvent[] = []
  for await (const event of parseEvents(inPieces(pieces))) events.push(event)
  return events
}

const stream =
  ': connected\n\nevent: started\ndata: {"app":"a"}\n\nevent: outcome\r\ndata: {"installationId":"x"}\r\n\r\ndata: one\ndata: two\n\nevent: outcome\ndata: cut off'

const expected = [
  { event: 'started', data: '{"app":"a"}' },
  { event: 'outcome', data: '{"installationId":"x"}' },
  { event: 'message', data: 'one\ntwo' },
]

test('events are read whole, wherever the network cuts the stream', async () => {
  expect(await eventsIn([stream])).toEqual(expected)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(stream.length), { maxLength: 12 }), async (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), stream.length]
      const pieces = places.slice(1).map((end, index) => stream.slice(places[index], end))
      expect(await eventsIn(pieces)).toEqual(expected)
    }),
  )
})

test('comments, and an event that never ended, are no events', async () => {
  expect(await eventsIn([': still here\n\n', 'data: half'])).toEqual([])
})
