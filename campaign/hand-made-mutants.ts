import { paceProperties } from './pace-mutants.ts'

/** A mistake somebody could make, and the property that would notice it. */
export type HandMadeMutant = {
  /** The property's test file, and its name. */
  test: string
  property: string
  file: string
  /** What stands in the file exactly once, and what the mistake makes of it. */
  change: [from: string, to: string]
}

export type Property = { test: string; property: string; mutants: { file: string; change: [string, string] }[] }

/** Each property of the test suite (fast-check) with at least one mutant that it has to kill. */
const properties: Property[] = [
  {
    test: 'test/flows/mutated-presses.test.ts',
    property: 'no press, whatever it carries',
    mutants: [
      {
        file: 'src/bot/upgrade-here.ts',
        change: ['const withConsent = acceptedSet !== null', 'const withConsent = false'],
      },
      { file: 'src/bot/find-standing.ts', change: ["if (member.role === 'guest') return 'guest'", ''] },
      {
        file: 'src/bot/find-standing.ts',
        change: ["member.tenantId !== tenantId ? 'other-tenant' : null", 'false ? null : null'],
      },
      { file: 'src/bot/routes.ts', change: ["  'not-now': 'not-now',", "  'not-now': 'upgrade-app',"] },
      {
        file: 'src/installations/upgrade-installation.ts',
        change: ['request.acceptedSet !== hashPermissionSet(required)', 'request.acceptedSet === null'],
      },
      {
        file: 'src/installations/authority.ts',
        change: ["withConsent || policy === 'owners'", "withConsent && policy === 'owners'"],
      },
    ],
  },
  {
    test: 'test/flows/mutated-presses.test.ts',
    property: 'presses that come at once',
    mutants: [
      {
        file: 'src/installations/share-flights.ts',
        change: ['before.catch(() => undefined).then(() => flight.fly())', 'flight.fly()'],
      },
    ],
  },
  {
    test: 'test/flows/activity-shapes.test.ts',
    property: 'whatever an activity holds below its envelope',
    mutants: [{ file: 'src/bot/activity-fields.ts', change: ["typeof value === 'object' && value !== null && ", ''] }],
  },
  {
    test: 'test/flows/tab-places.test.ts',
    property: 'whatever ids a request has',
    mutants: [
      { file: 'src/tab/admit-person.ts', change: ["if (role === 'none') return { ...answer, value: null }", ''] },
      {
        file: 'src/tab/admit-person.ts',
        change: ["if (answer.value === 'none') return { ...answer, value: null }", ''],
      },
    ],
  },
  {
    test: 'test/flows/tab-places.test.ts',
    property: 'whatever installation a person names as their own',
    mutants: [
      {
        file: 'src/tab/upgrade-listed.ts',
        change: ['listed.value.find(({ id }) => id === request.installationId)', 'listed.value[0]'],
      },
    ],
  },
  {
    test: 'test/installations/authority.test.ts',
    property: 'a right to consent is never wider',
    mutants: [
      {
        file: 'src/installations/authority.ts',
        change: ["withConsent || policy === 'owners'", "withConsent && policy === 'owners'"],
      },
      {
        file: 'src/installations/authority.ts',
        change: ["if (role === 'owner') return", "if (role !== 'none') return"],
      },
    ],
  },
  {
    test: 'test/installations/one-effect.test.ts',
    property: 'whatever Graph answers',
    mutants: [
      {
        file: 'src/installations/post-upgrade.ts',
        change: [
          '  if (hasMoved(before, after)) {\n    return upgradedFrom(before, scope,',
          '  if (false) {\n    return upgradedFrom(before, scope,',
        ],
      },
      {
        file: 'src/installations/post-upgrade.ts',
        change: ["after.kind === 'ok' ? waitBeforeNext(", 'true ? waitBeforeNext('],
      },
      {
        file: 'src/installations/post-upgrade.ts',
        change: ['attempt < patience.posts &&', 'attempt <= patience.posts &&'],
      },
    ],
  },
  {
    test: 'test/installations/hash-permission-set.test.ts',
    property: 'two sets have the same name exactly if',
    mutants: [
      { file: 'src/installations/hash-permission-set.ts', change: ['.sort()', ''] },
      { file: 'src/installations/hash-permission-set.ts', change: ['[...new Set(names)]', '[...names]'] },
    ],
  },
  {
    test: 'test/installations/compare-versions.test.ts',
    property: 'any two versions compare the same way',
    mutants: [
      { file: 'src/installations/compare-versions.ts', change: ['return a < b ? -1 : 1', 'return -1'] },
      { file: 'src/installations/compare-versions.ts', change: ['return aIsNumber ? -1 : 1', 'return -1'] },
    ],
  },
  {
    test: 'test/graph/read-answer.test.ts',
    property: 'no answer, whatever it is, throws',
    mutants: [
      { file: 'src/graph/read-answer.ts', change: ['if (!response.ok) {', 'if (response.status >= 500) {'] },
      {
        file: 'src/graph/read-answer.ts',
        change: ['    return undefined //', '    throw new Error(text) //'],
      },
    ],
  },
  {
    test: 'test/bot/pressed-data.test.ts',
    property: 'whatever a client sends',
    mutants: [
      { file: 'src/bot/pressed-data.ts', change: [' && value.length <= longest', ''] },
      { file: 'src/bot/pressed-data.ts', change: ['Number.isInteger(value) && ', ''] },
    ],
  },
  {
    test: 'test/bot/cards.test.ts',
    property: 'any text of up to 10,000 code points',
    mutants: [
      {
        file: 'src/bot/text-runs.ts',
        change: ['.split(/(?<=\\{)(?=\\{(?:DATE|TIME)\\()/i)', '.split(/(?<=\\{)(?=\\{DATE\\()/)'],
      },
    ],
  },
  {
    test: 'test/bot/cards.test.ts',
    property: 'whatever reference a button carries',
    mutants: [{ file: 'src/bot/card-data.ts', change: ["if (name === 'press') return [name, value]", ''] }],
  },
  {
    test: 'test/bot/explain-outcome.test.ts',
    property: 'whatever Graph and people are called',
    mutants: [{ file: 'src/bot/text-runs.ts', change: ['const longestText = 10_000', 'const longestText = 100'] }],
  },
  {
    test: 'test/bot/views-say-it-all.test.ts',
    property: 'whatever anybody writes is shown so',
    mutants: [{ file: 'src/bot/text-runs.ts', change: ['const longestText = 10_000', 'const longestText = 100'] }],
  },
  {
    test: 'test/log.test.ts',
    property: 'whatever is logged',
    mutants: [
      {
        file: 'src/redact-for-log.ts',
        change: ['if (isSecret(name, value)) return REDACTED', ''],
      },
    ],
  },
  {
    test: 'test/config-problems.test.ts',
    property: 'whatever the environment holds',
    mutants: [
      {
        file: 'src/config-problems.ts',
        change: ['values.HOST !== undefined && !isLoopbackHost(values.HOST)', 'false'],
      },
    ],
  },
  {
    test: 'test/config-problems.test.ts',
    property: 'no problem and no warning repeats',
    mutants: [
      {
        file: 'src/config-variables.ts',
        change: [
          'z.string().refine(isRight, message)',
          'z.string().refine(isRight, { error: ({ input }) => String(input) })',
        ],
      },
    ],
  },
  {
    test: 'test/database/audit-log.test.ts',
    property: 'any text of a person or of Graph is kept',
    mutants: [
      { file: 'src/database/storable.ts', change: ['.toWellFormed()', ''] },
      { file: 'src/database/storable.ts', change: [".replaceAll('\\0', '\\ufffd')", ''] },
    ],
  },
]

export const handMadeMutants: HandMadeMutant[] = [...properties, ...paceProperties].flatMap(
  ({ test, property, mutants }) => mutants.map((mutant) => ({ test, property, ...mutant })),
)
