import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { noLimits } from '../../src/sandbox/limits.ts'
import { type BotUnderTest, startBot } from '../support/bot-under-test.ts'
import { press } from '../support/mutated-press.ts'
import { activityOf, type Case, complaint, installedIn, wished } from '../support/press-rules.ts'
import { people, pressTenant, reset, type Where, type Who } from '../support/press-world.ts'
import { propertyRuns } from '../support/property-runs.ts'
import { reportFigure } from '../support/report-figure.ts'

const bots = new Map<Case['policy'], BotUnderTest>()

beforeAll(async () => {
  for (const policy of ['owners', 'members'] as const) bots.set(policy, await startPatientBot(policy))
})

afterAll(async () => {
  for (const bot of bots.values()) await bot.stop()
})

/** A press is answered with the end of its work, however busy the machine is: then all its requests have been made. */
async function startPatientBot(policy: Case['policy']): Promise<BotUnderTest> {
  const bot = await startBot({
    tenant: pressTenant(),
    limits: noLimits(),
    env: { UPGRADE_POLICY: policy, PERSON_LIMIT: '100000' },
    pacing: {
      answer: { workingAfterMs: 30_000, settleMs: 0, editEveryMs: 0 },
      upgrade: { posts: 3, longestWaitSeconds: 0, readBackMs: [0] },
      placeWindowMs: 0,
    },
  })
  bot.teams.people.splice(
    0,
    Number.POSITIVE_INFINITY,
    ...Object.values(people).filter(({ id }) => id !== '29:stranger'),
  )
  return bot
}

const someCase: fc.Arbitrary<Case> = fc.record({
  who: fc.constantFrom<Who>('owner', 'owner', 'member', 'member', 'guest', 'visitor', 'anonymous', 'stranger'),
  where: fc.constantFrom<Where>('personal', 'group', 'meeting', 'channel'),
  meetingRole: fc.constantFrom('Organizer', 'Presenter', 'Attendee', 'none'),
  policy: fc.constantFrom('owners', 'members'),
  state: fc.record({ version: fc.constantFrom('1.2.0', '1.2.0', '1.10.0'), isLacking: fc.boolean() }),
  press,
})

/** Sends it in a world as if nothing had happened yet. @returns what the sandbox saw, beside what stood there before. */
async function play(one: Case) {
  const bot = bots.get(one.policy)
  if (!bot) throw new Error('there is no such bot')
  const { sandbox, teams } = bot
  reset(sandbox.tenant, one.state)
  sandbox.journal.length = 0
  teams.messages.length = 0
  teams.meetingRoles.clear()
  for (const id of [acmeIds.alice, acmeIds.bob]) {
    if (one.meetingRole !== 'none') teams.meetingRoles.set(id, one.meetingRole)
  }
  const installed = installedIn(sandbox.tenant, one)
  const { status } = await teams.send(activityOf(one, teams.envelope))
  return { status, installed, calls: [...sandbox.journal] }
}

test(
  'no press, whatever it carries and whoever presses, upgrades what it may not, or looks beyond its own conversation',
  async () => {
    const seen = { presses: 0, clean: 0, upgrades: 0, consents: 0, refusedBodies: 0 }
    const property = fc.asyncProperty(someCase, async (one) => {
      const { status, installed, calls } = await play(one)
      expect(status).toBeLessThan(500)
      expect(calls.flatMap((call) => complaint(call, one, installed) ?? [])).toEqual([])
      const upgraded = calls
        .filter(({ method }) => method === 'POST')
        .map(({ path }) => installed.find(({ id }) => path.includes(`/${id}/`)))
      expect(new Set(upgraded).size).toBe(upgraded.length)
      if (one.press.clean) expect(upgraded.map((app) => app?.appId)).toEqual(wished(one, installed))
      seen.presses++
      if (one.press.clean) seen.clean++
      if (status === 400 || status === 413) seen.refusedBodies++
      seen.upgrades += upgraded.length
      seen.consents += upgraded.filter((app) => app?.needsConsent).length
    })
    const runs = propertyRuns(1_000)
    await fc.assert(property, runs)
    // Presses that do nothing at all would satisfy everything above.
    expect(seen.upgrades).toBeGreaterThan(runs.numRuns / 20)
    expect(seen.consents).toBeGreaterThan(runs.numRuns / 200)
    for (const [what, figure] of Object.entries(seen)) reportFigure(`mutated presses: ${what}`, figure)
  },
  60_000 + propertyRuns(1_000).numRuns * 60,
)
