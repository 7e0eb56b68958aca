import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components'
import type { UpgradeOutcome } from '../../../installations/upgrade-outcome.ts'
import { usePage } from '../page-context.ts'
import { explainOutcome } from './explain-outcome.ts'
import { NoticeText } from './notice-text.tsx'
import { PermissionList } from './permission-list.tsx'

/** How an upgrade ended, beneath its app. */
export function OutcomeNotice({ outcome }: { outcome: UpgradeOutcome }) {
  const { place, speech } = usePage()
  const { words } = speech
  const { tone, notice, sections, detail, requestId } = explainOutcome(outcome, place, words)
  return (
    <MessageBar intent={tone} layout="multiline" className="notice">
      <MessageBarBody>
        <MessageBarTitle>{notice.title}</MessageBarTitle>
        <NoticeText notice={notice} />
        {sections.map(([title, permissions]) => (
          <PermissionList key={title} title={title} permissions={permissions} />
        ))}
        {(detail || requestId) && (
          <dl className="facts">
            {detail && <Fact name={words.outcome.details} value={detail} />}
            {requestId && <Fact name={words.outcome.requestId} value={requestId} />}
          </dl>
        )}
      </MessageBarBody>
    </MessageBar>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{value}</dd>
    </div>
  )
}
