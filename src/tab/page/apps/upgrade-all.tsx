import { Button, ProgressBar } from '@fluentui/react-components'
import { useEffect, useRef, useState } from 'react'
import type { ListedApp } from '../api/tab-shapes.ts'
import { usePage } from '../page-context.ts'
import { upgradableAtOnce } from './order-apps.ts'
import type { RunCounts } from './upgrade-in-turn.ts'
import type { Upgrades } from './use-upgrades.ts'

type Props = { apps: ListedApp[]; upgrades: Upgrades; isDisabled: boolean; look: () => Promise<void> }

/** All that can be upgraded without asking anybody, one after the other, until done or stopped. */
export function UpgradeAll({ apps, upgrades, isDisabled, look }: Props) {
  const { speech, announce } = usePage()
  const { upgradeAll: words } = speech.words
  const [counts, setCounts] = useState<RunCounts | null>(null)
  const { run } = upgrades
  const ending = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    if (counts && document.activeElement === document.body) ending.current?.focus()
  }, [counts])

  const ids = upgradableAtOnce(apps).map(({ id }) => id)
  const start = async () => {
    setCounts(null)
    announce(words.progressLabel)
    const ended = await upgrades.upgradeAll(ids)
    announce(words.ended(ended))
    await look()
    setCounts(ended)
  }
  if (!run && ids.length < 2 && !counts) return null
  return (
    <section className="all">
      {(run || ids.length > 1) && (
        <Button
          appearance={run ? 'secondary' : 'primary'}
          disabledFocusable={isDisabled || run?.isStopping === true}
          onClick={run ? upgrades.stop : start}
        >
          {run ? (run.isStopping ? words.stopping : words.stop) : words.start(ids.length)}
        </Button>
      )}
      {run ? (
        <div className="all__progress">
          <ProgressBar value={run.done} max={run.total} thickness="large" aria-label={words.progressLabel} />
          <span>{words.progress(run.done, run.total)}</span>
        </div>
      ) : (
        <p className="quiet" ref={ending} tabIndex={-1}>
          {counts ? words.ended(counts) : words.noWayBack}
        </p>
      )}
    </section>
  )
}
