import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components'
import type { ToldOutcome } from '../api/tab-shapes.ts'
import { usePage } from '../page-context.ts'
import { AnswerFacts } from './answer-facts.tsx'
import { explainOutcome } from './explain-outcome.ts'
import { NoticeText } from './notice-text.tsx'
import { PermissionList } from './permission-list.tsx'

/** How an upgrade ended, beneath its app. */
export function OutcomeNotice({ outcome }: { outcome: ToldOutcome }) {
  const page = usePage()
  const { words } = page.speech
  const { tone, notice, sections, detail, requestId } = explainOutcome(outcome, page, words)
  return (
    <MessageBar intent={tone} layout="multiline" className="notice">
      <MessageBarBody>
        <MessageBarTitle>{notice.title}</MessageBarTitle>
        <NoticeText notice={notice} />
        {sections.map(([title, permissions]) => (
          <PermissionList key={title} title={title} permissions={permissions} />
        ))}
        <AnswerFacts detail={detail} requestId={requestId} />
      </MessageBarBody>
    </MessageBar>
  )
}
