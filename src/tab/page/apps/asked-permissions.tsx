import { ChevronRight12Regular } from '@fluentui/react-icons'
import type { ListedApp } from '../api/tab-shapes.ts'
import { usePage } from '../page-context.ts'
import { hasUpdate } from './order-apps.ts'
import { PermissionList } from './permission-list.tsx'

/** What the newest version asks for beside what the installed one has, to be opened by those who want to know. */
export function AskedPermissions({ listed }: { listed: ListedApp }) {
  const { app, permissions: words } = usePage().speech.words
  const { added, kept, dropped } = listed.permissions
  if (!hasUpdate(listed) || added.length + kept.length + dropped.length === 0) return null
  return (
    <details className="app__asks">
      <summary>
        <ChevronRight12Regular className="app__chevron" aria-hidden="true" />
        {app.asks}
        <span className="only-heard">: {listed.app.name}</span>
      </summary>
      <PermissionList title={words.added} permissions={added} />
      <PermissionList title={words.kept} permissions={kept} />
      <PermissionList title={words.dropped} permissions={dropped} />
    </details>
  )
}
