import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Answer } from '../../src/installations/answer.ts'
import { upgradeInstallation } from '../../src/installations/upgrade-installation.ts'
import { catalogApp, fakeAppCatalog, fakeInstalledApps, installation, ok } from '../support/fake-graph.ts'
import { request } from '../support/fake-world.ts'
import { propertyRuns } from '../support/property-runs.ts'

const detail = 'd'
const requestId = 'r'
const answer = fc.constantFrom<Answer<null>>(
  ok(null),
  { kind: 'throttled', retryAfterSeconds: null, requestId },
  { kind: 'throttled', retryAfterSeconds: 1, requestId },
  { kind: 'doubtful', detail, retryAfterSeconds: null, requestId },
  { kind: 'doubtful', detail, retryAfterSeconds: 2, requestId: null },
  { kind: 'unclear', detail, requestId },
  { kind: 'refused', reason: 'rejected', detail, requestId },
  { kind: 'failed', detail, requestId },
)

/** A request that is carried out or not, whatever is answered to it; and whether the state can be read afterwards. */
const turn = fc
  .record({ answer, isCarriedOut: fc.boolean(), isReadable: fc.oneof(fc.constant(true), fc.boolean()) })
  // A clear answer is true: what is refused was not done, what is a success was.
  .map((one) => ({
    ...one,
    isCarriedOut: one.answer.kind === 'ok' || (one.isCarriedOut && !/refused|failed/.test(one.answer.kind)),
  }))

/**
 * Mutants this must notice: the read between two requests left out; a second request although reading failed; the bound
 * of requests left out; "refused" where the version moved.
 */
test('whatever Graph answers and however its answers lie: one effect, few requests, and no untrue ending', async () => {
  const property = fc.asyncProperty(
    fc.array(turn, { minLength: 1, maxLength: 5 }),
    fc.integer({ min: 1, max: 4 }),
    async (turns, mostPosts) => {
      let version = '1.0'
      let effects = 0
      const steps: string[] = []
      const last = () => turns[Math.min(steps.filter((step) => step === 'post').length, turns.length) - 1]
      const { outcome, posts } = await upgradeInstallation(request(), {
        appCatalog: fakeAppCatalog({ newest: async () => ok(catalogApp()) }),
        installedApps: fakeInstalledApps({
          async find() {
            steps.push('look')
            const isReadable = last()?.isReadable ?? true
            return isReadable ? ok(installation({ version })) : { kind: 'failed', detail, requestId }
          },
          async upgrade() {
            steps.push('post')
            const now = last()
            if (now?.isCarriedOut) {
              version = '2.0'
              effects++
            }
            return now?.answer ?? ok(null)
          },
        }),
        patience: { posts: mostPosts, longestWaitSeconds: 5, readBackMs: [0, 1] },
        sleep: async () => undefined,
      })
      expect(effects).toBeLessThanOrEqual(1)
      expect(posts).toBe(steps.filter((step) => step === 'post').length)
      expect(posts).toBeLessThanOrEqual(mostPosts)
      expect(steps.join()).not.toContain('post,post')
      if (outcome.kind === 'upgraded') expect(effects).toBe(1)
      if (effects === 1) expect(['upgraded', 'accepted', 'failed', 'try-later']).toContain(outcome.kind)
      if (effects === 1 && last()?.isReadable) expect(outcome.kind).toBe('upgraded')
    },
  )
  await fc.assert(property, propertyRuns(1_000))
})
