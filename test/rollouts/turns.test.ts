import { afterEach, expect, test } from '@jest/globals'
import { faultOn } from '../../src/sandbox/faults.ts'
import { type RolloutsUnderTest, startRollouts } from '../support/rollouts-under-test.ts'

let here: RolloutsUnderTest
afterEach(() => here.remove())

/** As long as the test lasts one page of people leads to the next. */
async function startWithEndlessPeople() {
  here = await startRollouts({ crowd: { teams: 2 }, sandbox: { latencyMs: 50 } })
  for (const [top, next] of [
    [999, 998],
    [998, 997],
    [997, 998],
  ]) {
    const url = `${here.sandbox.url}/v1.0/users?$select=id&$top=${next}`
    here.sandbox.addFault(
      faultOn({ path: new RegExp(`^/users.*top=${top}`) }, { kind: 'next-link', url, value: [] }, 10_000),
    )
  }
}

const beginEndless = () => here.begin({ isDryRun: true }, { kinds: ['user'] })
const beginShort = () => here.begin({ isDryRun: true }, { kinds: ['team'] })

const pagesOf = (id: string) =>
  here.sandbox.journal.filter(({ path, clientRequestId }) => path.startsWith('/users') && clientRequestId === id)

async function untilListed(id: string, pages: number) {
  const before = pagesOf(id).length
  await here.until(() => pagesOf(id).length >= before + pages)
}

test('the places of a rollout are listed once, however often it is told to go on, and others go on beside it', async () => {
  await startWithEndlessPeople()
  const endless = await beginEndless()
  for (let i = 0; i < 3; i++) {
    await untilListed(endless, 25)
    await here.command(endless, 'resume')
  }
  expect((await here.settled(await beginShort())).counts).toMatchObject({ upgraded: 2, pending: 0 })
  expect((await here.read(endless)).rollout.state).toBe('planning')
  const pages = pagesOf(endless).map(({ path }) => path)
  expect(pages.filter((path, i) => path === pages[i - 1])).toEqual([])
})

test('rollouts whose lists have no end let another one have its turn, however many they are', async () => {
  await startWithEndlessPeople()
  const endless = await Promise.all(Array.from({ length: 5 }, beginEndless))
  expect((await here.settled(await beginShort())).counts).toMatchObject({ upgraded: 2, pending: 0 })
  for (const id of endless) expect((await here.read(id)).rollout.state).toBe('planning')
})

test('a small rollout does not wait for every target of a large one', async () => {
  here = await startRollouts({ crowd: { teams: 2, people: 300 }, sliceSize: 4 })
  const large = await here.begin({ isDryRun: true }, { kinds: ['user'] })
  await here.until(async () => (await here.read(large)).counts.upgraded > 0)
  expect((await here.settled(await beginShort())).counts).toMatchObject({ upgraded: 2, pending: 0 })
  const { counts, rollout } = await here.read(large)
  expect(rollout.state).toBe('running')
  expect(counts.pending).toBeGreaterThan(0)
  expect((await here.settled(large)).counts).toMatchObject({ upgraded: 300, pending: 0 })
})
