import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { acmeIds } from '../../src/sandbox/acme.ts'
import type { JournalEntry } from '../../src/sandbox/journal.ts'
import { noLimits } from '../../src/sandbox/limits.ts'
import { type BotUnderTest, startBot } from '../support/bot-under-test.ts'
import { executed, type Press, press, setNames } from '../support/mutated-press.ts'
import { activityOf, type Case, complaint, type Installed, installedIn, wished } from '../support/press-rules.ts'
import { people, pressTenant, reset, type Where, type Who } from '../support/press-world.ts'
import { propertyRuns } from '../support/property-runs.ts'
import { reportFigure } from '../support/report-figure.ts'
import { unpaced } from '../support/unpaced.ts'

/*
 * The whole app over HTTP. What each property must notice is a mutant in campaign/hand-made-mutants.ts, which the
 * campaign puts into the code to see it noticed.
 */

const timeoutMs = 60_000 + propertyRuns(1_000).numRuns * 240

let bots: Record<Case['policy'], BotUnderTest>

beforeAll(async () => {
  bots = { owners: await startPatientBot('owners'), members: await startPatientBot('members') }
})

afterAll(async () => {
  for (const bot of Object.values(bots)) await bot.stop()
})

/** A press is answered with the end of its work, however busy the machine is: then all its requests have been made. */
async function startPatientBot(policy: Case['policy']): Promise<BotUnderTest> {
  const bot = await startBot({
    tenant: pressTenant(),
    limits: noLimits(),
    env: { UPGRADE_POLICY: policy, PERSON_LIMIT: '100000', ...unpaced },
    pacing: {
      answer: { workingAfterMs: 30_000, pressWorkingAfterMs: 30_000, settleMs: 0, editEveryMs: 0 },
      upgrade: { posts: 3, longestWaitSeconds: 0, readBackMs: [0] },
    },
  })
  const inRoster = Object.values(people).filter(({ id }) => id !== people.stranger.id)
  bot.teams.people.splice(0, Number.POSITIVE_INFINITY, ...inRoster)
  return bot
}

/** The world that one or several presses are made in. */
const situation = fc.record({
  where: fc.constantFrom<Where>('personal', 'group', 'meeting', 'channel'),
  meetingRole: fc.constantFrom<Case['meetingRole']>('Organizer', 'Presenter', 'Attendee', 'none'),
  policy: fc.constantFrom<Case['policy']>('owners', 'members'),
  state: fc.record({
    version: fc.constantFrom<Case['state']['version']>('1.2.0', '1.2.0', '1.10.0'),
    isLacking: fc.boolean(),
  }),
})

const somebody = fc.record({
  who: fc.constantFrom<Who>('owner', 'owner', 'owner', 'member', 'member', 'guest', 'visitor', 'anonymous', 'stranger'),
  press,
})

/** Sends them all at once in a world as if nothing had happened yet. @returns what the sandbox saw. */
async function play(cases: Case[]): Promise<{ statuses: number[]; installed: Installed[][]; calls: JournalEntry[] }> {
  const [{ policy, state, meetingRole } = { policy: 'owners' as const, state: null, meetingRole: null }] = cases
  const { sandbox, teams } = bots[policy]
  if (state) reset(sandbox.tenant, state)
  sandbox.journal.length = 0
  teams.messages.length = 0
  teams.meetingRoles.clear()
  for (const id of [acmeIds.alice, acmeIds.bob]) {
    if (meetingRole && meetingRole !== 'none') teams.meetingRoles.set(id, meetingRole)
  }
  const installed = cases.map((one) => installedIn(sandbox.tenant, one))
  const answers = await Promise.all(cases.map((one) => teams.send(activityOf(one, teams.envelope))))
  return { statuses: answers.map(({ status }) => status), installed, calls: [...sandbox.journal] }
}

const isPost = ({ method }: JournalEntry) => method === 'POST'

const clean = { verb: 'accept', set: setNames[acmeIds.assistant] }
const accepting: Press = { kind: 'invoke', value: executed(clean), on: 'm1', clean }

/** Tried whatever chance brings: a press that consents. */
const consent: [Omit<Case, 'who' | 'press'>, Pick<Case, 'who' | 'press'>] = [
  { where: 'personal', meetingRole: 'none', policy: 'owners', state: { version: '1.2.0', isLacking: true } },
  { who: 'owner', press: accepting },
]

/** A failure is made smaller for as long as there is time; then it is told with its seed. */
const runs = (sample: number) => ({
  ...propertyRuns(sample),
  interruptAfterTimeLimit: timeoutMs,
  markInterruptAsFailure: true,
})

test(
  'no press, whatever it carries and whoever presses, upgrades what it may not, or looks beyond its own conversation',
  async () => {
    const seen = { presses: 0, untampered: 0, upgrades: 0, consents: 0, 'refused as no activity': 0 }
    const property = fc.asyncProperty(situation, somebody, async (here, by) => {
      const one = { ...here, ...by }
      const { statuses, installed: [installed = []] = [], calls } = await play([one])
      const upgraded = calls.filter(isPost).map(({ path }) => installed.find(({ id }) => path.includes(`/${id}/`)))
      expect(statuses.filter((status) => status >= 500)).toEqual([])
      expect(calls.flatMap((call) => complaint(call, one, installed) ?? [])).toEqual([])
      expect(new Set(upgraded).size).toBe(upgraded.length)
      if (one.press.clean) expect(upgraded.map((app) => app?.appId)).toEqual(wished(one, installed))
      seen.presses++
      if (one.press.clean) seen.untampered++
      if (statuses.includes(400)) seen['refused as no activity']++
      seen.upgrades += upgraded.length
      seen.consents += upgraded.filter((app) => app?.needsConsent).length
    })
    await fc.assert(property, { ...runs(400), examples: [consent] })
    // Presses that do nothing at all would satisfy everything above.
    expect(seen.upgrades).toBeGreaterThan(seen.presses / 20)
    expect(seen.consents).toBeGreaterThan(0)
    for (const [what, figure] of Object.entries(seen)) reportFigure(`one press: ${what}`, figure)
  },
  timeoutMs + 30_000,
)

test(
  'presses that come at once lend nobody another’s right, consent or app, and are one upgrade of each app',
  async () => {
    const seen = { presses: 0, upgrades: 0, consents: 0 }
    const several = fc.array(somebody, { minLength: 2, maxLength: 4 })
    const property = fc.asyncProperty(situation, several, async (here, all) => {
      const cases = all.map((by) => ({ ...here, ...by }))
      const { statuses, installed, calls } = await play(cases)
      expect(statuses.filter((status) => status >= 500)).toEqual([])
      for (const call of calls) {
        const complaints = cases.map((one, i) => complaint(call, one, installed[i] ?? []))
        expect(complaints).toContain(null)
        seen.consents += consentNow(call, installed.flat()) ? 1 : 0
      }
      const posts = calls.filter(isPost).map(({ path }) => path)
      const isForced = cases.some(({ press: { value } }) => JSON.stringify(value)?.includes('upgrade-anyway'))
      if (!isForced) expect(posts).toEqual([...new Set(posts)])
      seen.presses += cases.length
      seen.upgrades += posts.length
    })
    await fc.assert(property, runs(250))
    expect(seen.upgrades).toBeGreaterThan(seen.presses / 20)
    for (const [what, figure] of Object.entries(seen)) reportFigure(`presses at once: ${what}`, figure)
  },
  timeoutMs + 30_000,
)

/** Whether this upgrade consented; from then on the permissions are the installation's, and nobody need be asked. */
function consentNow(call: JournalEntry, installed: Installed[]): boolean {
  const targets = installed.filter(({ id }) => isPost(call) && call.path.endsWith(`/${id}/upgrade`))
  const isConsent = targets.some(({ needsConsent }) => needsConsent)
  for (const app of targets) app.needsConsent = false
  return isConsent
}
