/** How many targets may fail before no more are begun: a number of the whole rollout, or a percent of what was opened. */
export type ErrorBudget = { kind: 'count'; count: number } | { kind: 'percent'; percent: number }

export const usualBudget: ErrorBudget = { kind: 'percent', percent: 5 }

/** `5`, `0` or `5%`; null for anything else. */
export function parseErrorBudget(text: string): ErrorBudget | null {
  const match = /^(\d{1,7})(%?)$/.exec(text.trim())
  if (!match) return null
  const number = Number(match[1])
  if (match[2] === '') return { kind: 'count', count: number }
  return number <= 100 ? { kind: 'percent', percent: number } : null
}

/**
 * Failures that are still within the budget. A percent counts from the targets of the waves opened so far: the first
 * wave, which is there to find trouble, has no more than its share.
 */
export function allowedFailures(budget: ErrorBudget, openTargets: number): number {
  return budget.kind === 'count' ? budget.count : Math.floor((openTargets * budget.percent) / 100)
}

/** With fewer open targets than this the first failure is one too many; null: with any number of them. */
export function fewestThatMayFail(budget: ErrorBudget): number | null {
  if (budget.kind === 'count') return budget.count > 0 ? 1 : null
  return budget.percent > 0 ? Math.ceil(100 / budget.percent) : null
}
