import { Button } from '@fluentui/react-components'
import type { HistoryEntry } from '../api/tab-shapes.ts'
import { outcomeInShort } from '../apps/explain-outcome.ts'
import { ProblemNotice } from '../apps/problem-notice.tsx'
import { WaitingList } from '../apps/waiting-list.tsx'
import { WholeView } from '../apps/whole-view.tsx'
import { usePage } from '../page-context.ts'
import { useHistory } from './use-history.ts'

/** Earlier upgrades in this place, by whomever and however. */
export function HistoryPanel() {
  const { api, speech } = usePage()
  const { history: words } = speech.words
  const { state, more } = useHistory(api)
  const isFirst = state.entries.length === 0
  if (isFirst && state.isReading) return <WaitingList words={words.loading} />
  if (isFirst && !state.problem) return <WholeView notice={words.empty} />
  return (
    <>
      <ol className="history" aria-label={words.label}>
        {state.entries.map((entry) => (
          <HistoryRow key={entry.id} entry={entry} />
        ))}
      </ol>
      {state.problem ? (
        <ProblemNotice problem={state.problem} onAgain={more} isTrying={state.isReading} />
      ) : state.next ? (
        <Button disabledFocusable={state.isReading} onClick={more}>
          {words.more}
        </Button>
      ) : (
        <p className="quiet">{words.end}</p>
      )}
    </>
  )
}

function HistoryRow({ entry: { at, actor, appName, outcome } }: { entry: HistoryEntry }) {
  const { words, formats } = usePage().speech
  return (
    <li className="past">
      <h2 className="past__name" dir="auto">
        {appName?.trim() || words.history.unnamedApp}
      </h2>
      <p className="past__outcome">
        {outcomeInShort(outcome, words)}
        {'from' in outcome && outcome.from && outcome.to && (
          <>
            {' · '}
            <bdi dir="ltr">
              {outcome.from} → {outcome.to}
            </bdi>
          </>
        )}
      </p>
      <p className="past__who quiet">
        <bdi>{words.history.by(actor.name, actor.via)}</bdi>
        {' · '}
        <time dateTime={at}>{formats.dateTime(new Date(at))}</time>
      </p>
    </li>
  )
}
