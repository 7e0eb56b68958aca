import { afterEach, expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { alice, type BotUnderTest, places, startBot } from '../support/bot-under-test.ts'
import { type Span, startCollector } from '../support/otlp-collector.ts'

let bot: BotUnderTest
let collector: Awaited<ReturnType<typeof startCollector>>
afterEach(async () => {
  await bot.stop()
  await collector.close()
})

test('what a person asks is one trace: the turn, the upgrade in it, and the calls of Graph in that', async () => {
  collector = await startCollector()
  bot = await startBot({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } })
  await bot.teams.send(bot.teams.typed('upgrade app', places.channel, alice))
  await bot.teams.until((text) => text.includes('Upgraded'))
  await bot.stop()

  expect(new Set(collector.paths)).toEqual(new Set(['POST /v1/traces']))
  const spans = collector.spans()
  const named = (name: string): Span | undefined => spans.find((span) => span.name === name)
  const post = named('POST /teams/{id}/installedApps/{id}/upgrade')
  const upgrade = named('upgrade')
  const turn = named('turn')
  expect(post?.parentSpanId).toBe(upgrade?.spanId)
  expect(upgrade?.parentSpanId).toBe(turn?.spanId)
  expect(turn?.parentSpanId).toBeUndefined()
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1)
  const [sent] = bot.posts()
  expect(turn?.attributes).toEqual({ via: 'typed', command: 'upgrade-app', correlationId: sent?.clientRequestId })
  expect(upgrade?.attributes).toEqual({ via: 'typed', place: 'team', outcome: 'upgraded' })
  expect(post?.attributes).toMatchObject({ 'graph.status': '204', 'graph.request_id': sent?.requestId })
  const ids = [acmeIds.tenant, acmeIds.alice, acmeIds.team, acmeIds.assistantManifest, 'Alice', 'sandbox-app']
  for (const id of ids) expect(collector.bodies.join('')).not.toContain(id)
})
