import { Button } from '@fluentui/react-components'
import { Add20Regular } from '@fluentui/react-icons'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ListedRollout } from '../api/rollout-shapes.ts'
import { ProblemButton, ProblemNotice } from '../apps/problem-notice.tsx'
import { WaitingList } from '../apps/waiting-list.tsx'
import { WholeView } from '../apps/whole-view.tsx'
import { usePage } from '../page-context.ts'
import { countEnds } from './count-ends.ts'
import { PlanDialog } from './plan-dialog.tsx'
import { useRollouts } from './rollouts-context.ts'
import { StateBadge } from './state-badge.tsx'
import { StateBar } from './state-bar.tsx'
import { usePolled } from './use-polled.ts'

const AGAIN_MS = 5_000

type Props = { onOpen: (id: string) => void; focusOn: string | null }

/** The newest rollouts, and the button that begins another one. */
export function RolloutList({ onOpen, focusOn }: Props) {
  const { speech, place } = usePage()
  const { rollouts, words } = useRollouts()
  const read = useCallback((signal: AbortSignal) => rollouts.list(signal), [rollouts])
  const { value, problem, isReading, look } = usePolled(read, {
    everyMs: (listed) => (listed.some(isUnderWay) ? AGAIN_MS : null),
    version: '',
  })
  const [isPlanning, setPlanning] = useState(false)
  if (!value && problem) {
    return (
      <WholeView notice={speech.words.problem(problem, place)}>
        {problem.kind !== 'not-allowed' && <ProblemButton problem={problem} onAgain={look} isTrying={isReading} />}
      </WholeView>
    )
  }
  if (!value) return <WaitingList words={words.list.loading} />
  return (
    <>
      <div className="summary rollouts__head">
        <Button appearance="primary" icon={<Add20Regular />} onClick={() => setPlanning(true)}>
          {words.list.create}
        </Button>
      </div>
      {problem && <ProblemNotice problem={problem} onAgain={look} isTrying={isReading} />}
      {value.length === 0 ? (
        <WholeView notice={words.list.empty} />
      ) : (
        <ul className="rollouts" aria-label={words.list.label}>
          {value.map((rollout) => (
            <RolloutRow key={rollout.id} rollout={rollout} onOpen={onOpen} hasFocus={rollout.id === focusOn} />
          ))}
        </ul>
      )}
      {isPlanning && <PlanDialog onStarted={onOpen} onClose={() => setPlanning(false)} />}
    </>
  )
}

const isUnderWay = ({ state }: ListedRollout) => state !== 'ended' && state !== 'aborted'

type RowProps = { rollout: ListedRollout; onOpen: (id: string) => void; hasFocus: boolean }

function RolloutRow({ rollout, onOpen, hasFocus }: RowProps) {
  const { formats } = usePage().speech
  const { list } = useRollouts().words
  const { id, app, version, counts, startedBy, createdAt } = rollout
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (hasFocus) button.current?.focus()
  }, [hasFocus])
  return (
    <li className="rollout">
      <div className="rollout__head">
        <h2 className="rollout__name">
          <button type="button" ref={button} onClick={() => onOpen(id)} dir="auto">
            {list.open(app.name, version)}
          </button>
        </h2>
        <StateBadge rollout={rollout} />
      </div>
      <StateBar counts={counts} />
      <p className="rollout__facts quiet">
        <span>{list.done(countEnds(counts))}</span>
        <span>{list.startedBy(startedBy.name, formats.dateTime(new Date(createdAt)))}</span>
      </p>
    </li>
  )
}
