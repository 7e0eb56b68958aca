import { ArrowRight16Regular } from '@fluentui/react-icons'
import type { ListedApp } from '../api/tab-shapes.ts'
import { usePage } from '../page-context.ts'
import { hasUpdate } from './order-apps.ts'

/** `1.2.0 → 1.10.0` to see; to hear, in words. */
export function VersionLine({ listed }: { listed: ListedApp }) {
  const { app } = usePage().speech.words
  const installed = listed.version ?? app.unknownVersion
  const isMoving = hasUpdate(listed) && listed.latestVersion !== null
  const heard = isMoving
    ? `${app.installed}: ${installed}, ${app.newest}: ${listed.latestVersion}`
    : `${app.installed}: ${installed}`
  return (
    <p className="versions">
      <span className="only-heard">{heard}</span>
      <span className="versions__seen" aria-hidden="true">
        <bdi>{installed}</bdi>
        {isMoving && (
          <>
            <ArrowRight16Regular className="turns" />
            <bdi className="versions__newest">{listed.latestVersion}</bdi>
          </>
        )}
      </span>
    </p>
  )
}
