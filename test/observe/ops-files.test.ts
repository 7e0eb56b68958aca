import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { parser } from '@prometheus-io/lezer-promql'
import { parse } from 'yaml'
import { createMetrics } from '../../src/observe/prometheus-metrics.ts'
import { counters, gauges, histograms, type Metric } from '../../src/telemetry.ts'
import { readMetrics } from '../support/read-metrics.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

type Alert = { alert: string; expr: string; annotations: { summary: string; runbook: string } }

const alerts = (parse(read('ops/alerts.yaml')) as { groups: { rules: Alert[] }[] }).groups.flatMap(({ rules }) => rules)
const dashboard: { panels: { title: string; targets: { expr: string }[] }[] } = JSON.parse(
  read('ops/grafana-dashboard.json'),
)
const expressions = [
  ...alerts.map(({ alert, expr }) => [alert, expr] as const),
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
]

type Words = Record<string, string>

/** The same, by keys and labels that are only known when this runs. */
type Loose = {
  count(key: keyof typeof counters, labels: Words): void
  record(key: keyof typeof histograms, labels: Words, seconds: number): void
  watch(key: keyof typeof gauges, read: () => Promise<{ value: number; labels: Words }[]>): void
}

/** Every sample that there can be, each with its labels, as Prometheus reads it. */
async function exported(): Promise<Map<string, string[]>> {
  const { telemetry, text } = createMetrics()
  const loose: Loose = telemetry
  const keysOf = <K extends string>(metrics: Record<K, Metric>) => Object.keys(metrics) as K[]
  const words = ({ labels }: Metric): Words => Object.fromEntries(labels.map((label) => [label, 'x']))
  for (const key of keysOf(counters)) loose.count(key, words(counters[key]))
  for (const key of keysOf(histograms)) loose.record(key, words(histograms[key]), 1)
  for (const key of keysOf(gauges)) loose.watch(key, async () => [{ value: 1, labels: words(gauges[key]) }])
  return new Map(readMetrics(await text()).map(({ name, labels }) => [name, Object.keys(labels)]))
}

test('the alerts are three, and the dashboard has something to show', () => {
  expect(alerts.map(({ alert }) => alert)).toEqual([
    'UpgradeBotGraphTrouble',
    'UpgradeBotUpgradesFail',
    'UpgradeBotQueueStuck',
  ])
  expect(dashboard.panels.length).toBeGreaterThan(10)
})

test.each(expressions)('%s asks Prometheus for nothing that the bot does not tell: %s', async (_name, expr) => {
  // Grafana fills these in before it asks.
  const asked = expr.replaceAll('$job', '.*')
  const broken: string[] = []
  parser
    .parse(asked)
    .iterate({ enter: ({ type, from, to }) => void (type.isError && broken.push(asked.slice(from, to))) })
  expect(broken).toEqual([])
  const known = await exported()
  const selectors = [...asked.matchAll(/\b((?:upgrade_bot|process|nodejs)_\w+)(?:\{([^}]*)\})?/g)]
  expect(selectors.length).toBeGreaterThan(0)
  for (const [, name = '', selector = ''] of selectors) {
    expect([...known.keys()]).toContain(name)
    const labels = [...selector.matchAll(/(\w+)\s*(?:=~|!=|!~|=)/g)].map(([, label]) => label)
    expect(['job', ...(known.get(name) ?? [])]).toEqual(expect.arrayContaining(labels))
  }
})

test('a rollout that a terminal does raises no alarm, though no server is done with any place of it', () => {
  const stuck = alerts.find(({ alert }) => alert === 'UpgradeBotQueueStuck')?.expr.replaceAll(/\s+/g, ' ') ?? ''
  const [, ofRollouts = ''] = stuck.split(' or max(')
  expect(ofRollouts.split(' and ').map((part) => part.trim())).toEqual([
    'upgrade_bot_rollout_targets_pending{state="running"}) > 0',
    '(sum(increase(upgrade_bot_rollout_targets_total[30m])) or vector(0)) == 0',
    'changes(max(upgrade_bot_rollout_targets_pending{state="running"})[30m:1m]) == 0',
  ])
})

test.each(alerts)('docs/operations.md says what $alert means and what to do', ({ alert, annotations }) => {
  expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`)
  expect(read('docs/operations.md')).toContain(`\n### ${alert}\n`)
})
