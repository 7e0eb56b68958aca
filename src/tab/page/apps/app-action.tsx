import { Button, Spinner, useRestoreFocusTarget } from '@fluentui/react-components'
import type { ListedApp } from '../api/tab-shapes.ts'
import { usePage } from '../page-context.ts'
import type { UpgradeProgress } from './upgrade-end.ts'

type Props = { listed: ListedApp; progress: UpgradeProgress | null; isDisabled: boolean; onUpgrade: () => void }

function isDone(update: ListedApp['update'], progress: UpgradeProgress | null): boolean {
  if (progress?.kind === 'upgrading') return false
  const isUnderWay = progress?.kind === 'ended' && progress.outcome.kind === 'accepted'
  return update === 'none' || isUnderWay
}

/** The button stays where it is while it works, so that the keyboard does not lose its place. */
export function AppAction({ listed: { app, update }, progress, isDisabled, onUpgrade }: Props) {
  const { app: words } = usePage().speech.words
  const restoreFocusTarget = useRestoreFocusTarget()
  const isUpgrading = progress?.kind === 'upgrading'
  if (isDone(update, progress)) return null
  const asks = update === 'consent'
  const label = asks ? words.reviewNamed(app.name) : words.upgradeNamed(app.name)
  return (
    <Button
      {...restoreFocusTarget}
      appearance={update === 'upgrade' && !isUpgrading ? 'primary' : 'secondary'}
      aria-label={isUpgrading ? words.upgradingNamed(app.name) : label}
      disabledFocusable={isDisabled || isUpgrading}
      {...(isUpgrading ? { icon: <Spinner size="extra-tiny" aria-hidden="true" /> } : {})}
      onClick={onUpgrade}
    >
      {isUpgrading ? words.upgrading : asks ? words.review : words.upgrade}
    </Button>
  )
}
