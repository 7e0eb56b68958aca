import { Button, MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components'
import { ArrowClockwise20Regular } from '@fluentui/react-icons'
import { useEffect, useRef } from 'react'
import { usePage } from '../page-context.ts'
import { AppList } from './app-list.tsx'
import { NoticeText } from './notice-text.tsx'
import { hasUpdate } from './order-apps.ts'
import { ProblemButton, ProblemFacts } from './problem-notice.tsx'
import { type AppsState, useInstalledApps } from './use-installed-apps.ts'
import { useOnline } from './use-online.ts'
import { useOutcomesTold } from './use-outcomes-told.ts'
import { useUpgrades } from './use-upgrades.ts'
import { WaitingList } from './waiting-list.tsx'
import { WholeView } from './whole-view.tsx'

type Props = { focusOn: string | null; onState: (state: AppsState) => void }

/** What is installed in the place, in every state that can be in. */
export function AppsPanel({ focusOn, onState }: Props) {
  const { api } = usePage()
  const isOnline = useOnline()
  const { state, look, note } = useInstalledApps(api)
  const upgrades = useUpgrades(api, note)
  useOutcomesTold(api, isOnline && state.kind === 'ready', ({ installationId, outcome }) => {
    if (upgrades.hear(installationId, outcome)) look()
  })
  useLookWhenOnlineAgain(isOnline, look)
  useEffect(() => onState(state), [state, onState])
  return (
    <>
      {!isOnline && <OfflineNotice readAt={state.kind === 'ready' ? state.readAt : null} />}
      {state.kind === 'ready' && <Summary state={state} look={look} isOnline={isOnline} />}
      <PanelBody {...{ state, upgrades, isOnline, focusOn, look }} />
    </>
  )
}

type BodyProps = Omit<Parameters<typeof AppList>[0], 'state'> & { state: AppsState }

function PanelBody({ state, ...rest }: BodyProps) {
  const { place, speech } = usePage()
  const { list, problem: explain } = speech.words
  if (state.kind === 'loading') return <WaitingList words={list.loading} />
  if (state.kind === 'problem') {
    if (state.problem.kind === 'offline') return rest.isOnline ? <WaitingList words={list.loading} /> : null
    return (
      <WholeView notice={explain(state.problem, place)}>
        <ProblemFacts problem={state.problem} />
        <ProblemButton problem={state.problem} onAgain={rest.look} isTrying={state.isTrying} />
      </WholeView>
    )
  }
  return state.apps.length === 0 ? <WholeView notice={list.empty[place]} /> : <AppList state={state} {...rest} />
}

type SummaryProps = { state: Extract<AppsState, { kind: 'ready' }>; look: () => Promise<void>; isOnline: boolean }

function Summary({ state, look, isOnline }: SummaryProps) {
  const { speech, announce } = usePage()
  const { list } = speech.words
  const refresh = async () => {
    await look()
    announce(list.refreshed)
  }
  return (
    <div className="summary">
      <p>{list.summary({ apps: state.apps.length, updates: state.apps.filter(hasUpdate).length })}</p>
      <Button
        appearance="subtle"
        icon={<ArrowClockwise20Regular className={state.isRefreshing ? 'turning' : ''} />}
        disabledFocusable={!isOnline || state.isRefreshing}
        onClick={refresh}
      >
        {list.refresh}
      </Button>
    </div>
  )
}

function OfflineNotice({ readAt }: { readAt: Date | null }) {
  const notice = usePage().speech.words.offline(readAt)
  return (
    <MessageBar intent="warning" layout="multiline" className="notice">
      <MessageBarBody>
        <MessageBarTitle>{notice.title}</MessageBarTitle>
        <NoticeText notice={notice} />
      </MessageBarBody>
    </MessageBar>
  )
}

function useLookWhenOnlineAgain(isOnline: boolean, look: () => Promise<void>): void {
  const wasOnline = useRef(isOnline)
  useEffect(() => {
    if (isOnline && !wasOnline.current) look()
    wasOnline.current = isOnline
  }, [isOnline, look])
}
