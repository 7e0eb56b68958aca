import { Button, Input, Label, Select } from '@fluentui/react-components'
import { useCallback, useEffect, useId, useState } from 'react'
import type { TargetState } from '../../../rollouts/target.ts'
import type { ListedRollout } from '../api/rollout-shapes.ts'
import { ProblemNotice } from '../apps/problem-notice.tsx'
import { usePage } from '../page-context.ts'
import { shownStates } from './count-ends.ts'
import { isMoving } from './is-moving.ts'
import { useRollouts } from './rollouts-context.ts'
import { TargetTable } from './target-table.tsx'
import { usePolled } from './use-polled.ts'

const AGAIN_MS = 5_000
const TYPED_MS = 300

type Filter = { state: TargetState | 'all'; search: string; afters: string[] }

/** Every place, by pages: all of them, those in one state, or those whose id has some text in it. */
export function TargetList({ rollout }: { rollout: ListedRollout }) {
  const { id, state, counts, settings } = rollout
  const { rollouts, words } = useRollouts()
  const { targets } = words
  const [filter, setFilter] = useState<Filter>({ state: 'all', search: '', afters: [] })
  const after = filter.afters.at(-1) ?? null
  const read = useCallback(
    (signal: AbortSignal) => {
      const states = filter.state === 'all' ? [] : [filter.state]
      return state === 'planning'
        ? Promise.resolve({ kind: 'ok' as const, value: { targets: [], next: null } })
        : rollouts.targets(id, { states, search: filter.search, after }, signal)
    },
    [rollouts, id, filter.state, filter.search, after, state],
  )
  const { value, problem, isReading, look } = usePolled(read, {
    everyMs: () => (isMoving(rollout) ? AGAIN_MS : null),
    version: state,
  })
  const next = value?.next ?? null
  return (
    <section className="card" aria-label={targets.label}>
      <h3 className="card__title">{targets.label}</h3>
      <Filters
        filter={filter}
        names={settings.isDryRun ? targets.dryState : targets.state}
        counts={counts}
        onFilter={(changed) => setFilter({ ...filter, ...changed, afters: [] })}
      />
      {problem && <ProblemNotice problem={problem} onAgain={look} isTrying={isReading} />}
      {value && <TargetTable targets={value.targets} isDryRun={settings.isDryRun} />}
      {(next !== null || filter.afters.length > 0) && (
        <div className="pages">
          <Button
            disabledFocusable={filter.afters.length === 0}
            onClick={() => setFilter({ ...filter, afters: filter.afters.slice(0, -1) })}
          >
            {targets.newer}
          </Button>
          <span aria-live="polite">{targets.page(filter.afters.length + 1)}</span>
          <Button
            disabledFocusable={next === null}
            onClick={() => next !== null && setFilter({ ...filter, afters: [...filter.afters, next] })}
          >
            {targets.older}
          </Button>
        </div>
      )}
    </section>
  )
}

type FiltersProps = {
  filter: Filter
  names: Record<TargetState, string>
  counts: ListedRollout['counts']
  onFilter: (changed: Partial<Filter>) => void
}

function Filters({ filter, names, counts, onFilter }: FiltersProps) {
  const { formats } = usePage().speech
  const { targets } = useRollouts().words
  const [text, setText] = useState(filter.search)
  const [searchId, filterId] = [useId(), useId()]
  // Not at every letter: a person types on, and the server would have to answer for nothing.
  useEffect(() => {
    if (text.trim() === filter.search) return
    const timer = setTimeout(() => onFilter({ search: text.trim() }), TYPED_MS)
    return () => clearTimeout(timer)
  }, [text, filter.search, onFilter])
  const chosen = shownStates.filter((state) => counts[state] > 0 || state === filter.state)
  return (
    <div className="filters">
      <div>
        <Label htmlFor={searchId}>{targets.search}</Label>
        <Input
          id={searchId}
          type="search"
          value={text}
          maxLength={500}
          onChange={(_event, { value }) => setText(value)}
        />
      </div>
      <div>
        <Label htmlFor={filterId}>{targets.filter}</Label>
        <Select
          id={filterId}
          value={filter.state}
          onChange={(_event, { value }) => onFilter({ state: shownStates.find((one) => one === value) ?? 'all' })}
        >
          <option value="all">{targets.all}</option>
          {chosen.map((state) => (
            <option key={state} value={state}>
              {`${names[state]} (${formats.number(counts[state])})`}
            </option>
          ))}
        </Select>
      </div>
    </div>
  )
}
