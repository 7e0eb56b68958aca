import type { Counts } from '../../../rollouts/target.ts'
import { usePage } from '../page-context.ts'
import { countEnds, shownStates } from './count-ends.ts'
import { useRollouts } from './rollouts-context.ts'

/** All places as one bar, a piece for each way they ended. */
export function StateBar({ counts }: { counts: Counts }) {
  const { words } = useRollouts()
  const ends = countEnds(counts)
  return (
    <div
      className="states"
      role="progressbar"
      aria-label={words.progress}
      aria-valuemin={0}
      aria-valuemax={Math.max(1, ends.total)}
      aria-valuenow={ends.done}
      aria-valuetext={words.list.done(ends)}
    >
      {shownStates
        .filter((state) => counts[state] > 0 && state !== 'pending')
        .map((state) => (
          <span key={state} className={`states__piece ends--${state}`} style={{ flexGrow: counts[state] }} />
        ))}
      <span className="states__rest" style={{ flexGrow: counts.pending }} />
    </div>
  )
}

/** The same in words and figures. */
export function StateLegend({ counts, isDryRun }: { counts: Counts; isDryRun: boolean }) {
  const { formats } = usePage().speech
  const { targets } = useRollouts().words
  const names = isDryRun ? targets.dryState : targets.state
  return (
    <ul className="legend">
      {shownStates
        .filter((state) => counts[state] > 0)
        .map((state) => (
          <li key={state}>
            <span className={`legend__mark ends--${state}`} aria-hidden="true" />
            {names[state]} <b>{formats.number(counts[state])}</b>
          </li>
        ))}
    </ul>
  )
}
