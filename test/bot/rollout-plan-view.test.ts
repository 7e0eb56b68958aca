import { expect, test } from '@jest/globals'
import { rolloutPlanView } from '../../src/bot/rollout-plan-view.ts'
import type { ErrorBudget } from '../../src/rollouts/error-budget.ts'
import { sampleHouse, samplePreview } from '../support/sample-rollouts.ts'

function stepsWith(budget: ErrorBudget): string {
  const house = { ...sampleHouse, settings: { ...sampleHouse.settings, budget } }
  return rolloutPlanView({ preview: samplePreview, house, lead: null, underWay: null }).steps.join(' ')
}

const small = (places: number) =>
  new RegExp(`While fewer than ${places} places are opened, the first failure is enough`)

test.each<[ErrorBudget, RegExp, RegExp]>([
  [{ kind: 'percent', percent: 5 }, /more than 5 % of what was opened fail/, small(20)],
  [{ kind: 'percent', percent: 3 }, /more than 3 % of what was opened fail/, small(34)],
  [{ kind: 'percent', percent: 0 }, /At the first failure it pauses/, /^(?!.*fewer than)/],
  [{ kind: 'count', count: 0 }, /At the first failure it pauses/, /^(?!.*fewer than)/],
  [{ kind: 'count', count: 25 }, /more than 25 of what was opened fail/, /^(?!.*first failure)/],
])('a plan promises to stop at the first failure only where it does: %j', (budget, ...words) => {
  for (const said of words) expect(stepsWith(budget)).toMatch(said)
})
