import { MessageBar, MessageBarBody } from '@fluentui/react-components'
import { usePage } from '../page-context.ts'
import { AppRow } from './app-row.tsx'
import { ConsentDialog } from './consent-dialog.tsx'
import { linkedApp } from './order-apps.ts'
import { ProblemNotice } from './problem-notice.tsx'
import { UpgradeAll } from './upgrade-all.tsx'
import { useAsking } from './use-asking.ts'
import type { AppsState } from './use-installed-apps.ts'
import type { Upgrades } from './use-upgrades.ts'

type Props = {
  state: Extract<AppsState, { kind: 'ready' }>
  upgrades: Upgrades
  isOnline: boolean
  focusOn: string | null
  look: () => Promise<void>
}

/** The installed apps, what a deep link points at, and the question about the one that was pressed. */
export function AppList({ state, upgrades, isOnline, focusOn, look }: Props) {
  const { place, speech } = usePage()
  const { words } = speech
  const asking = useAsking(upgrades, look)
  const linked = linkedApp(state.apps, focusOn)
  const isRunning = upgrades.run !== null
  return (
    <>
      {state.problem && state.problem.kind !== 'offline' && (
        <ProblemNotice problem={state.problem} onAgain={look} isTrying={state.isRefreshing} />
      )}
      {focusOn && !linked && (
        <MessageBar intent="warning" layout="multiline" className="notice">
          <MessageBarBody>{words.list.linkedAppMissing[place]}</MessageBarBody>
        </MessageBar>
      )}
      <UpgradeAll apps={state.apps} upgrades={upgrades} isDisabled={!isOnline} look={look} />
      <ul className="apps" aria-label={words.list.label}>
        {state.apps.map((listed) => (
          <AppRow
            key={listed.id}
            listed={listed}
            progress={upgrades.progressOf(listed.id)}
            isDisabled={!isOnline || isRunning}
            isLinked={listed === linked}
            onUpgrade={() => asking.press(listed)}
          />
        ))}
      </ul>
      {asking.question && (
        <ConsentDialog question={asking.question} onAccept={asking.accept} onNotNow={asking.notNow} />
      )}
    </>
  )
}
