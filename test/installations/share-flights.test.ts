import { expect, test } from '@jest/globals'
import { createShareFlights } from '../../src/installations/share-flights.ts'
import type { Upgrade, UpgradeRequest } from '../../src/installations/upgrade-installation.ts'

const request = (change: Partial<UpgradeRequest> = {}): UpgradeRequest => ({
  scope: { kind: 'chat', chatId: '19:a@thread.v2' },
  app: { by: 'externalId', id: 'app' },
  acceptedSet: null,
  mayUpgrade: { kind: 'allowed' },
  force: false,
  call: { correlationId: 'c' },
  ...change,
})

function landing(version: string): Upgrade {
  return {
    outcome: { kind: 'already-latest', version },
    appName: null,
    app: null,
    posts: 0,
    requestId: null,
    expected: null,
  }
}

/** A flight that lands when told to, and counts how often it took off. */
function heldFlight() {
  let takeOffs = 0
  const held = Promise.withResolvers<Upgrade>()
  return {
    takeOffs: () => takeOffs,
    land: held.resolve,
    crash: held.reject,
    fly: () => {
      takeOffs++
      return held.promise
    },
  }
}

const soon = () => new Promise((resolve) => setImmediate(resolve))

test('fifty people who ask at once share one upgrade and its outcome', async () => {
  const share = createShareFlights()
  const flight = heldFlight()
  const all = Array.from({ length: 50 }, () =>
    share({ tenantId: 't', appId: 'app', request: request(), fly: flight.fly }),
  )
  await soon()
  flight.land(landing('2'))
  const outcomes = await Promise.all(all)
  expect(flight.takeOffs()).toBe(1)
  expect(new Set(outcomes).size).toBe(1)
})

test('who asks after the end is a new question', async () => {
  const share = createShareFlights()
  let flights = 0
  const fly = async () => landing(String(++flights))
  await share({ tenantId: 't', appId: 'app', request: request(), fly })
  await share({ tenantId: 't', appId: 'app', request: request(), fly })
  expect(flights).toBe(2)
})

test('who asks with a consent waits for the upgrade under way, then gets their own', async () => {
  const share = createShareFlights()
  const first = heldFlight()
  const second = heldFlight()
  const one = share({ tenantId: 't', appId: 'app', request: request(), fly: first.fly })
  const other = share({ tenantId: 't', appId: 'app', request: request({ acceptedSet: 'x' }), fly: second.fly })
  await soon()
  expect([first.takeOffs(), second.takeOffs()]).toEqual([1, 0])
  first.land(landing('1'))
  second.land(landing('2'))
  expect(await one).not.toEqual(await other)
})

test('who asks for their own app with their own token waits for the application’s upgrade of it, and shares it not', async () => {
  const share = createShareFlights()
  const first = heldFlight()
  const second = heldFlight()
  const ask = (kind: 'user' | 'me', fly: () => Promise<Upgrade>) =>
    share({ tenantId: 't', appId: 'app', request: request({ scope: { kind, userId: 'u' } }), fly })
  const landings = [ask('user', first.fly), ask('me', second.fly)]
  await soon()
  expect([first.takeOffs(), second.takeOffs()]).toEqual([1, 0])
  first.land(landing('1'))
  second.land(landing('2'))
  await Promise.all(landings)
  expect(second.takeOffs()).toBe(1)
})

test('other places and other tenants fly at the same time', async () => {
  const share = createShareFlights()
  const flights = [heldFlight(), heldFlight(), heldFlight()]
  const asks = [
    { tenantId: 't', appId: 'app', request: request() },
    { tenantId: 'u', appId: 'app', request: request() },
    { tenantId: 't', appId: 'app', request: request({ scope: { kind: 'team', teamId: 'x' } }) },
  ]
  const landings = asks.map((ask, i) => share({ ...ask, fly: flights[i]?.fly ?? Promise.reject }))
  await soon()
  expect(flights.map((flight) => flight.takeOffs())).toEqual([1, 1, 1])
  for (const flight of flights) flight.land(landing('1'))
  await Promise.all(landings)
})

test('two apps of one place are upgraded one after the other, and who asks for either again shares it', async () => {
  const share = createShareFlights()
  const [polls, notes] = [heldFlight(), heldFlight()]
  const ask = (appId: string, { fly }: { fly: () => Promise<Upgrade> }) =>
    share({ tenantId: 't', appId, request: request(), fly })
  const landings = [ask('polls', polls), ask('notes', notes), ask('polls', polls), ask('notes', notes)]
  await soon()
  expect([polls.takeOffs(), notes.takeOffs()]).toEqual([1, 0])
  polls.land(landing('1'))
  await landings[0]
  await soon()
  notes.land(landing('2'))
  await Promise.all(landings)
  expect([polls.takeOffs(), notes.takeOffs()]).toEqual([1, 1])
})

test('a flight that breaks does not hold up the next one', async () => {
  const share = createShareFlights()
  const broken = heldFlight()
  const one = share({ tenantId: 't', appId: 'app', request: request(), fly: broken.fly })
  const other = share({ tenantId: 't', appId: 'app', request: request({ force: true }), fly: async () => landing('2') })
  broken.crash(new Error('broken'))
  await expect(one).rejects.toThrow('broken')
  expect((await other).outcome).toEqual({ kind: 'already-latest', version: '2' })
})
