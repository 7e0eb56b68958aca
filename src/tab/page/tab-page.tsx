import { app } from '@microsoft/teams-js'
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react'
import { isMeetingChat } from '../../installations/place-ids.ts'
import { Announcer, useAnnouncer } from './announcer.tsx'
import { createTabApi } from './api/tab-api.ts'
import { AppsPanel } from './apps/apps-panel.tsx'
import type { AppsState } from './apps/use-installed-apps.ts'
import { WaitingList } from './apps/waiting-list.tsx'
import { PageProvider } from './page-context.ts'
import { PageTabs } from './page-tabs.tsx'
import { readLink, type Shown } from './read-link.ts'
import type { TabContext } from './teams/connect-to-teams.ts'
import { createSignIn } from './teams/sign-in.ts'
import { useRolloutAccess } from './use-rollout-access.ts'
import type { Speech } from './words/load-words.ts'

const HistoryPanel = lazy(async () => ({ default: (await import('./history/history-panel.tsx')).HistoryPanel }))

const RolloutsPanel = lazy(async () => ({ default: (await import('./rollouts/rollouts-panel.tsx')).RolloutsPanel }))

/** The tab: the installed apps of its place, what was upgraded there before, and for admins the rollouts. */
export function TabPage({ tab, speech }: { tab: TabContext; speech: Speech }) {
  const { said, announce } = useAnnouncer()
  const parts = useMemo(() => {
    const signIn = createSignIn(tab.loginHint)
    const api = createTabApi(tab.place, { getToken: signIn.getToken, fetch: (...request) => fetch(...request) })
    const isMeeting = tab.place.kind === 'chat' && isMeetingChat(tab.place.chatId)
    return { api, signIn, place: tab.place.kind, isMeeting, speech, announce }
  }, [tab, speech, announce])
  const link = useMemo(() => readLink(tab.focusOn), [tab])
  const [shown, setShown] = useState<Shown>(link.shown)
  const [isReady, setReady] = useState(false)
  const isLinked = link.shown === 'rollouts'
  const access = useRolloutAccess(parts.api, isReady && (isLinked || tab.place.kind === 'me'))
  const hasRollouts = access.mayRollOut || isLinked
  const tellTeams = useTellTeams()
  const onState = useCallback(
    (state: AppsState) => {
      tellTeams(state)
      setReady(state.kind !== 'loading')
    },
    [tellTeams],
  )
  const { title, tabs, history } = speech.words
  return (
    <PageProvider value={parts}>
      <main className="page">
        <h1>{shown === 'rollouts' ? tabs.rollouts : title[tab.place.kind]}</h1>
        <PageTabs
          label={tabs.label}
          tabs={[
            { name: 'apps', label: tabs.apps },
            { name: 'history', label: tabs.history },
            ...(hasRollouts ? [{ name: 'rollouts' as const, label: tabs.rollouts }] : []),
          ]}
          shown={shown}
          onShow={setShown}
        />
        <div role="tabpanel" id="panel-apps" aria-labelledby="tab-apps" hidden={shown !== 'apps'}>
          <AppsPanel focusOn={link.app} onState={onState} />
        </div>
        <div role="tabpanel" id="panel-history" aria-labelledby="tab-history" hidden={shown !== 'history'}>
          {shown === 'history' && (
            <Suspense fallback={<WaitingList words={history.loading} />}>
              <HistoryPanel />
            </Suspense>
          )}
        </div>
        {hasRollouts && (
          <div role="tabpanel" id="panel-rollouts" aria-labelledby="tab-rollouts" hidden={shown !== 'rollouts'}>
            {shown === 'rollouts' && (
              <Suspense fallback={<WaitingList words={history.loading} />}>
                <RolloutsPanel first={link.rollout} usualSource={access.usualSource} />
              </Suspense>
            )}
          </div>
        )}
        <Announcer said={said} />
      </main>
    </PageProvider>
  )
}

/** Once, when there is something to see. What a person can do something about is no failure to Teams. */
function useTellTeams(): (state: AppsState) => void {
  const isTold = useRef(false)
  return useCallback((state) => {
    if (isTold.current || state.kind === 'loading') return
    isTold.current = true
    const isSignedOut = state.kind === 'problem' && ['sign-in-failed', 'unauthorized'].includes(state.problem.kind)
    if (isSignedOut) app.notifyFailure({ reason: app.FailedReason.AuthFailed })
    else app.notifySuccess()
  }, [])
}
