import { Badge, Button } from '@fluentui/react-components'
import { Checkmark16Regular, Link16Regular } from '@fluentui/react-icons'
import { pages } from '@microsoft/teams-js'
import { type Ref, useEffect, useId, useRef } from 'react'
import type { ListedApp } from '../api/tab-shapes.ts'
import { usePage } from '../page-context.ts'
import { AppAction } from './app-action.tsx'
import { AskedPermissions } from './asked-permissions.tsx'
import { OutcomeNotice } from './outcome-notice.tsx'
import { ProblemNotice } from './problem-notice.tsx'
import type { UpgradeProgress } from './upgrade-end.ts'
import { VersionLine } from './version-line.tsx'

type Props = {
  listed: ListedApp
  progress: UpgradeProgress | null
  isDisabled: boolean
  isLinked: boolean
  onUpgrade: () => void
}

/** One installed app: what it is, what it could be, and how its upgrade goes. */
export function AppRow({ listed, progress, isDisabled, isLinked, onUpgrade }: Props) {
  const nameId = useId()
  const row = useRef<HTMLLIElement>(null)
  const result = useFocusOnResult(progress)
  useEffect(() => {
    if (!isLinked) return
    row.current?.scrollIntoView({ block: 'center' })
    row.current?.focus()
  }, [isLinked])
  return (
    <li className={isLinked ? 'app app--linked' : 'app'} ref={row} tabIndex={-1} aria-labelledby={nameId}>
      <span className="app__tile" aria-hidden="true">
        {initialOf(listed.app.name)}
      </span>
      <div className="app__words">
        <div className="app__head">
          <h2 className="app__name" id={nameId} dir="auto">
            {listed.app.name}
          </h2>
          {pages.isSupported() && <CopyLink listed={listed} />}
        </div>
        <VersionLine listed={listed} />
      </div>
      <div className="app__end">
        <UpdateState listed={listed} />
        <AppAction listed={listed} progress={progress} isDisabled={isDisabled} onUpgrade={onUpgrade} />
      </div>
      <AskedPermissions listed={listed} />
      <Result progress={progress} ref={result} onAgain={onUpgrade} />
    </li>
  )
}

/** The arrow between the versions says enough of a plain update; the rest is said here. */
function UpdateState({ listed: { update } }: { listed: ListedApp }) {
  const { state } = usePage().speech.words.app
  switch (update) {
    case 'upgrade':
      return null
    case 'consent':
      return (
        <Badge className="app__state" appearance="tint" color="warning" size="large">
          {state.consent}
        </Badge>
      )
    case 'none':
      return (
        <span className="app__state quiet">
          <Checkmark16Regular aria-hidden="true" /> {state.none}
        </span>
      )
    case 'probably-automatic':
    case 'unknown':
      return <span className="app__state quiet">{state[update]}</span>
  }
}

function CopyLink({ listed: { id, app } }: { listed: ListedApp }) {
  const { copyLink } = usePage().speech.words.app
  const share = () => pages.shareDeepLink({ subPageId: app.externalId ?? id, subPageLabel: app.name })
  return (
    <Button
      className="app__link"
      appearance="subtle"
      size="small"
      icon={<Link16Regular />}
      aria-label={copyLink(app.name)}
      title={copyLink(app.name)}
      onClick={share}
    />
  )
}

type ResultProps = { progress: UpgradeProgress | null; ref: Ref<HTMLDivElement>; onAgain: () => void }

function Result({ progress, ref, onAgain }: ResultProps) {
  if (!progress || progress.kind === 'upgrading') return null
  return (
    <div className="app__result" ref={ref} tabIndex={-1}>
      {progress.kind === 'ended' ? (
        <OutcomeNotice outcome={progress.outcome} />
      ) : (
        <ProblemNotice problem={progress.problem} onAgain={onAgain} />
      )}
    </div>
  )
}

/** The pressed button goes away with the update. Whoever stood on it is led to what came of it, and nobody else. */
function useFocusOnResult(progress: UpgradeProgress | null): Ref<HTMLDivElement> {
  const result = useRef<HTMLDivElement>(null)
  const wasUpgrading = useRef(false)
  useEffect(() => {
    if (wasUpgrading.current && document.activeElement === document.body) result.current?.focus()
    wasUpgrading.current = progress?.kind === 'upgrading'
  }, [progress])
  return result
}

function initialOf(name: string): string {
  return [...name.trim()][0]?.toUpperCase() ?? '?'
}
