import { describe, expect, test } from '@jest/globals'
import type { Answer, Trouble } from '../../src/installations/answer.ts'
import { hashPermissionSet } from '../../src/installations/hash-permission-set.ts'
import type { Installation } from '../../src/installations/installed-apps.ts'
import { catalogApp, installation, ok } from '../support/fake-graph.ts'
import { runUpgrade } from '../support/fake-world.ts'
import { byApp } from '../support/sample-permissions.ts'

const [before, after] = [ok(installation()), ok(installation({ version: '2.0' }))]
const held = { granted: [], missing: [], lost: [] }
const upgraded = { kind: 'upgraded', from: '1.0', to: '2.0', ...held }

const throttled = (retryAfterSeconds: number | null = null): Trouble => ({
  kind: 'throttled',
  retryAfterSeconds,
  requestId: 't',
})
const doubtful = (retryAfterSeconds: number | null = null): Trouble => ({
  kind: 'doubtful',
  detail: 'no answer',
  retryAfterSeconds,
  requestId: 'd',
})
const unclear: Trouble = { kind: 'unclear', detail: 'odd', requestId: 'u' }

describe('a final answer is the end, and nothing is read or sent after it', () => {
  test.each<[Trouble]>([
    [{ kind: 'refused', reason: 'rejected', detail: 'no', requestId: 'r' }],
    [{ kind: 'failed', detail: 'no token', requestId: 'r' }],
  ])('%j', async (answer) => {
    const { upgrade, steps } = await runUpgrade({ posts: [answer] })
    expect(upgrade).toMatchObject({ outcome: answer, posts: 1, requestId: 'r', appName: 'App' })
    expect(steps).toEqual(['look', 'intend', 'post'])
  })
})

describe('a doubtful answer', () => {
  test.each([throttled(), doubtful(), unclear])('that hid a success is not asked again: %j', async (answer) => {
    const { upgrade, steps } = await runUpgrade({ found: [before, after], posts: [answer] })
    expect(upgrade).toMatchObject({ outcome: upgraded, posts: 1, requestId: answer.requestId })
    expect(steps).toEqual(['look', 'intend', 'post', 'look'])
  })

  test('that hid a success tells what was granted by the installation’s own record', async () => {
    const required = [byApp('A.Read.Group'), byApp('B.Read.Group')]
    const { upgrade } = await runUpgrade({
      newest: ok(catalogApp({ required })),
      found: [
        ok(installation({ consented: required })),
        ok(installation({ version: '2.0', consented: [required[0] ?? byApp('')] })),
      ],
      posts: [doubtful()],
    })
    expect(upgrade.outcome).toMatchObject({ granted: [required[0]], missing: [], lost: [required[1]] })
  })

  test.each([throttled(3), doubtful(3)])(
    'that hid none is asked once more after the time Graph says: %j',
    async (answer) => {
      const { upgrade, steps } = await runUpgrade({ found: [before, before, after], posts: [answer, ok(null)] })
      expect(upgrade).toMatchObject({ outcome: upgraded, posts: 2, requestId: 'ok' })
      expect(steps).toEqual(['look', 'intend', 'post', 'look', 'wait 3000', 'post', 'look'])
    },
  )

  test('without a time to wait is asked again after one second, then after two', async () => {
    const { upgrade, steps } = await runUpgrade({
      found: [before, before, before, after],
      posts: [doubtful(), throttled(), ok(null)],
    })
    expect(upgrade).toMatchObject({ outcome: upgraded, posts: 3 })
    expect(steps.filter((step) => step.startsWith('wait'))).toEqual(['wait 1000', 'wait 2000'])
  })

  test('is asked again a bounded number of times', async () => {
    const { upgrade, steps } = await runUpgrade({ found: [before], posts: [throttled(1)] })
    expect(upgrade).toMatchObject({ outcome: { kind: 'try-later', retryAfterSeconds: 1, requestId: 't' }, posts: 3 })
    expect(steps.filter((step) => step === 'post')).toHaveLength(3)
    expect(steps.at(-1)).toBe('look')
  })

  test('is waited for as long as patience goes, and not a second longer', async () => {
    const patience = { longestWaitSeconds: 20 }
    const short = await runUpgrade({ found: [before], posts: [throttled(20)], patience })
    expect(short.upgrade.posts).toBe(3)
    const long = await runUpgrade({ found: [before], posts: [throttled(21)], patience })
    expect(long.upgrade).toMatchObject({ outcome: { kind: 'try-later', retryAfterSeconds: 21 }, posts: 1 })
    expect(long.steps).toEqual(['look', 'intend', 'post', 'look'])
  })

  test('with nothing changed is told as "try later"', async () => {
    const { upgrade } = await runUpgrade({ found: [before], posts: [doubtful(5)], patience: { posts: 1 } })
    expect(upgrade.outcome).toEqual({ kind: 'try-later', retryAfterSeconds: 5, requestId: 'd' })
  })

  test.each<[Answer<Installation | null>]>([[{ kind: 'not-found', detail: 'gone', requestId: 'n' }], [ok(null)]])(
    'after which the installation is gone is told so: %j',
    async (gone) => {
      const { upgrade } = await runUpgrade({ found: [before, gone], posts: [doubtful()] })
      expect(upgrade).toMatchObject({ outcome: { kind: 'not-installed' }, posts: 1, requestId: 'd' })
    },
  )

  test('after which nothing can be read is an ending that nobody knows, and is not asked again', async () => {
    const { upgrade } = await runUpgrade({ found: [before, doubtful()], posts: [doubtful()] })
    const detail = 'no answer; and reading back did not work either, so whether it was upgraded is not known'
    expect(upgrade).toMatchObject({ outcome: { kind: 'failed', detail, requestId: 'd' }, posts: 1 })
  })

  test.each<[Answer<null>, number]>([
    [{ kind: 'failed', detail: 'no token', requestId: null, isTokenTrouble: true, isUnsent: true }, 0],
    [{ kind: 'failed', detail: 'odd', requestId: 'r' }, 1],
  ])('which never left this process counts as nothing sent: %j, %d', async (answer, posts) => {
    const { upgrade } = await runUpgrade({ found: [before, before], posts: [answer] })
    expect(upgrade).toMatchObject({ outcome: { kind: 'failed' }, posts })
  })

  test('of a throttled request after which nothing can be read is told as "try later"', async () => {
    const { upgrade } = await runUpgrade({ found: [before, throttled()], posts: [throttled(4)] })
    expect(upgrade).toMatchObject({ outcome: { kind: 'try-later', retryAfterSeconds: 4, requestId: 't' }, posts: 1 })
  })
})

describe('a 404 to the request', () => {
  const missing: Trouble = { kind: 'not-found', detail: 'no such thing', requestId: 'n' }

  test('for what is there all the same is a refusal', async () => {
    const outcome = { kind: 'refused', reason: 'rejected', detail: 'no such thing', requestId: 'n' }
    expect((await runUpgrade({ found: [before], posts: [missing] })).upgrade).toMatchObject({ outcome, posts: 1 })
    const unread = await runUpgrade({ found: [before, doubtful()], posts: [missing] })
    expect(unread.upgrade).toMatchObject({ outcome, posts: 1 })
  })

  test('for what is gone means that it is gone', async () => {
    const { upgrade } = await runUpgrade({ found: [before, ok(null)], posts: [missing] })
    expect(upgrade).toMatchObject({ outcome: { kind: 'not-installed' }, requestId: 'n' })
  })
})

describe('a no that is documented nowhere', () => {
  test('is a refusal where nothing changed, and is not repeated', async () => {
    const { upgrade } = await runUpgrade({ found: [before], posts: [unclear] })
    const outcome = { kind: 'refused', reason: 'rejected', detail: 'odd', requestId: 'u' }
    expect(upgrade).toMatchObject({ outcome, posts: 1 })
  })

  test('to an upgrade anyway of what is current means just that', async () => {
    const { upgrade } = await runUpgrade({ found: [after], posts: [unclear] }, { force: true })
    expect(upgrade.outcome).toEqual({ kind: 'already-latest', version: '2.0' })
  })

  test('to an upgrade anyway of what moved back meanwhile, or tells no version any more, is a refusal', async () => {
    for (const version of ['1.5', null]) {
      const { upgrade } = await runUpgrade(
        { found: [after, ok(installation({ version }))], posts: [unclear] },
        { force: true },
      )
      expect(upgrade.outcome).toMatchObject({ kind: 'refused' })
    }
  })

  test('to an upgrade of what tells no version is a refusal', async () => {
    const { upgrade } = await runUpgrade({ found: [ok(installation({ version: null }))], posts: [unclear] })
    expect(upgrade.outcome).toMatchObject({ kind: 'refused' })
  })

  test('after which nothing can be read is an ending that nobody knows', async () => {
    const { upgrade } = await runUpgrade({ found: [after, doubtful()], posts: [unclear] }, { force: true })
    expect(upgrade.outcome).toMatchObject({ kind: 'failed', detail: expect.stringMatching(/^odd; and reading back/) })
  })

  test('to an upgrade anyway of what is behind is a refusal', async () => {
    const { upgrade } = await runUpgrade({ found: [before], posts: [unclear] }, { force: true })
    expect(upgrade.outcome).toMatchObject({ kind: 'refused' })
  })

  test('with the newest version unknown is a refusal', async () => {
    const { upgrade } = await runUpgrade({ newest: ok(null), found: [before], posts: [unclear] }, { force: true })
    expect(upgrade.outcome).toMatchObject({ kind: 'refused' })
  })

  test('a doubtful answer to an upgrade anyway is asked again: nothing can be seen to move', async () => {
    const { upgrade } = await runUpgrade({ found: [after], posts: [doubtful(0), ok(null)] }, { force: true })
    expect(upgrade).toMatchObject({ outcome: { kind: 'upgraded', from: '2.0', to: '2.0' }, posts: 2 })
  })
})

describe('after a success the state is read', () => {
  test('until the new version shows, with growing pauses', async () => {
    const { upgrade, steps } = await runUpgrade({ found: [before, before, before, after] })
    expect(upgrade.outcome).toEqual(upgraded)
    expect(steps).toEqual(['look', 'intend', 'post', 'look', 'wait 100', 'look', 'wait 200', 'look'])
  })

  test('and called accepted when it does not show in time', async () => {
    const { upgrade, steps } = await runUpgrade({ found: [before] })
    expect(upgrade.outcome).toEqual({ kind: 'accepted', from: '1.0', to: '2.0' })
    expect(upgrade).toMatchObject({ posts: 1, requestId: 'ok' })
    expect(steps.filter((step) => step === 'look')).toHaveLength(4)
  })

  test('and again for as long as permissions are as many missing as lost', async () => {
    const [old, fresh] = [byApp('Old.Read.Group'), byApp('New.Read.Group')]
    const required = [old, fresh]
    const { steps } = await runUpgrade(
      {
        newest: ok(catalogApp({ required, clientAppId: 'entra' })),
        found: [ok(installation({ consented: [old] })), ok(installation({ version: '2.0' }))],
      },
      { acceptedSet: hashPermissionSet(required) },
    )
    expect(steps.filter((step) => step.startsWith('grants'))).toHaveLength(3)
  })

  test.each<[string, Answer<Installation | null>]>([
    ['a step on the way to the newest', ok(installation({ version: '1.9' }))],
    ['no version at all', ok(installation({ version: null }))],
    ['nothing there', ok(null)],
    ['an answer that is none', doubtful()],
  ])('where %s is not the new version yet', async (_name, look) => {
    const { upgrade } = await runUpgrade({ found: [before, look] })
    expect(upgrade.outcome.kind).toBe('accepted')
  })

  test.each(['2.0', '2.0.0', '2.1'])('where %s is the new version', async (version) => {
    const { upgrade } = await runUpgrade({ found: [before, ok(installation({ version }))] })
    expect(upgrade.outcome).toMatchObject({ kind: 'upgraded', to: version })
  })

  test('by force of a newer one than the catalog has, that one staying is all there is to see', async () => {
    const newer = ok(installation({ version: '3.0' }))
    expect((await runUpgrade({ found: [newer] }, { force: true })).upgrade.outcome).toMatchObject({
      kind: 'upgraded',
      to: '3.0',
    })
    const other = ok(installation({ version: '1.5' }))
    const moved = await runUpgrade({ found: [newer, other] }, { force: true })
    expect(moved.upgrade.outcome).toMatchObject({ kind: 'accepted' })
  })
})

describe('permissions that were consented to', () => {
  const [old, fresh] = [byApp('Old.Read.Group'), byApp('New.Read.Group')]
  const required = [old, fresh]
  const newest = ok(catalogApp({ required, clientAppId: 'entra' }))
  const found = [ok(installation({ consented: [old] })), ok(installation({ version: '2.0', consented: required }))]
  const yes = { acceptedSet: hashPermissionSet(required) }

  test('are looked for again until all of them are granted', async () => {
    const { upgrade, steps } = await runUpgrade({ newest, found, grants: [ok([old]), ok(required)] }, yes)
    expect(upgrade.outcome).toMatchObject({ kind: 'upgraded', granted: required, missing: [], lost: [] })
    expect(steps.slice(3)).toEqual(['look', 'grants of entra', 'wait 100', 'look', 'grants of entra'])
  })

  test('and did not all arrive in time are told as missing, and as lost what was there before', async () => {
    const missing = await runUpgrade({ newest, found, grants: [ok([old])] }, yes)
    expect(missing.upgrade.outcome).toMatchObject({ kind: 'upgraded', granted: [old], missing: [fresh], lost: [] })
    expect(missing.steps.filter((step) => step.startsWith('grants'))).toHaveLength(3)
    const lost = await runUpgrade({ newest, found, grants: [ok([fresh])] }, yes)
    expect(lost.upgrade.outcome).toMatchObject({ granted: [fresh], missing: [], lost: [old] })
    expect(lost.steps.filter((step) => step.startsWith('grants'))).toHaveLength(3)
  })

  test('are taken from the installation’s own record where grants cannot be read', async () => {
    const refusal = { kind: 'refused', reason: 'missing-permission', detail: '', requestId: null } as const
    const { upgrade } = await runUpgrade({ newest, found, grants: [refusal] }, yes)
    expect(upgrade.outcome).toMatchObject({ granted: required, missing: [], lost: [] })
  })

  test('are taken from there too where the app has no Entra app', async () => {
    const { upgrade, steps } = await runUpgrade({ newest: ok(catalogApp({ required })), found }, yes)
    expect(upgrade.outcome).toMatchObject({ granted: required })
    expect(steps).not.toContain('grants of entra')
  })
})
