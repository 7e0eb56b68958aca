import { Button, MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components'
import { ArrowLeft20Regular, Link16Regular } from '@fluentui/react-icons'
import { pages } from '@microsoft/teams-js'
import { useCallback, useEffect, useRef } from 'react'
import type { ListedRollout } from '../api/rollout-shapes.ts'
import { NoticeText } from '../apps/notice-text.tsx'
import { ProblemButton, ProblemNotice } from '../apps/problem-notice.tsx'
import { WaitingList } from '../apps/waiting-list.tsx'
import { WholeView } from '../apps/whole-view.tsx'
import { usePage } from '../page-context.ts'
import { EndsChart } from './ends-chart.tsx'
import { explainRollout } from './explain-rollout.ts'
import { isMoving } from './is-moving.ts'
import { ReportButtons } from './report-buttons.tsx'
import { RolloutActions } from './rollout-actions.tsx'
import { useRollouts } from './rollouts-context.ts'
import { StateBadge } from './state-badge.tsx'
import { StateBar, StateLegend } from './state-bar.tsx'
import { TargetList } from './target-list.tsx'
import { usePolled } from './use-polled.ts'
import { WaveList } from './wave-list.tsx'

const AGAIN_MS = 2_000

/** One rollout: how far it is, why it stands still, every place of it, and what can be done about it. */
export function RolloutView({ id, onBack }: { id: string; onBack: () => void }) {
  const { speech, place } = usePage()
  const { rollouts, words } = useRollouts()
  const read = useCallback((signal: AbortSignal) => rollouts.read(id, signal), [rollouts, id])
  const { value, problem, isReading, look, put } = usePolled(read, {
    everyMs: (rollout) => (isMoving(rollout) ? AGAIN_MS : null),
    version: '',
  })
  return (
    <>
      <Button className="back" appearance="subtle" icon={<ArrowLeft20Regular className="turns" />} onClick={onBack}>
        {words.back}
      </Button>
      {!value && problem && (
        <WholeView
          notice={
            problem.kind === 'not-found' ? words.commandRefused['not-found'] : speech.words.problem(problem, place)
          }
        >
          {problem.kind !== 'not-allowed' && <ProblemButton problem={problem} onAgain={look} isTrying={isReading} />}
        </WholeView>
      )}
      {!value && !problem && <WaitingList words={words.list.loading} />}
      {value && problem && <ProblemNotice problem={problem} onAgain={look} isTrying={isReading} />}
      {value && <ReadRollout rollout={value} onRollout={put} />}
    </>
  )
}

type ReadProps = { rollout: ListedRollout; onRollout: (rollout: ListedRollout) => void }

function ReadRollout({ rollout, onRollout }: ReadProps) {
  const { words } = useRollouts()
  const { counts, settings } = rollout
  return (
    <>
      <RolloutHead rollout={rollout} />
      <RolloutNotice rollout={rollout} />
      <RolloutActions rollout={rollout} onRollout={onRollout} />
      <section className="card" aria-label={words.progress}>
        <StateBar counts={counts} />
        <StateLegend counts={counts} isDryRun={settings.isDryRun} />
        <WaveList rollout={rollout} />
      </section>
      <EndsChart rollout={rollout} />
      <TargetList rollout={rollout} />
      <ReportButtons rollout={rollout} />
    </>
  )
}

function RolloutHead({ rollout }: { rollout: ListedRollout }) {
  const { formats } = usePage().speech
  const { list, copyLink } = useRollouts().words
  const { id, app, version, startedBy, createdAt } = rollout
  const heading = useRef<HTMLHeadingElement>(null)
  // Whoever came here by the list stood on a button that is gone.
  useEffect(() => heading.current?.focus(), [])
  const name = list.open(app.name, version)
  return (
    <header className="rollout__head rollout__head--open">
      <div>
        <h2 className="rollout__title" ref={heading} tabIndex={-1} dir="auto">
          {name}
        </h2>
        <p className="quiet">{list.startedBy(startedBy.name, formats.dateTime(new Date(createdAt)))}</p>
      </div>
      <span className="badges">
        <StateBadge rollout={rollout} />
        {pages.isSupported() && (
          <Button
            appearance="subtle"
            size="small"
            icon={<Link16Regular />}
            aria-label={copyLink}
            title={copyLink}
            onClick={() => pages.shareDeepLink({ subPageId: `rollouts/${id}`, subPageLabel: name })}
          />
        )}
      </span>
    </header>
  )
}

function RolloutNotice({ rollout }: { rollout: ListedRollout }) {
  const { words } = useRollouts()
  const { tone, notice } = explainRollout(rollout, words, new Date())
  const { window } = rollout.settings
  const hasWindow = window && ['running', 'waiting', 'planning'].includes(rollout.state)
  return (
    <MessageBar intent={tone} layout="multiline" className="notice" politeness="polite">
      <MessageBarBody>
        <MessageBarTitle>{notice.title}</MessageBarTitle>
        <NoticeText notice={notice} />
        {hasWindow && <p>{words.explain.windowOf(window.from, window.to, window.timeZone)}</p>}
      </MessageBarBody>
    </MessageBar>
  )
}
