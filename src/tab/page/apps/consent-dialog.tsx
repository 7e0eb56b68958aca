import { MessageBar, MessageBarBody } from '@fluentui/react-components'
import type { PermissionDiff } from '../../../installations/permission-set.ts'
import { usePage } from '../page-context.ts'
import { QuestionDialog } from '../question-dialog.tsx'
import { PermissionList } from './permission-list.tsx'

/** What a person is asked to say yes to. `hasChanged`: they said yes to something else a moment ago. */
export type ConsentQuestion = { id: string; name: string; diff: PermissionDiff; hasChanged: boolean }

type Props = { question: ConsentQuestion; onAccept: () => void; onNotNow: () => void }

export function ConsentDialog({ question: { name, diff, hasChanged }, onAccept, onNotNow }: Props) {
  const { place, isMeeting, speech } = usePage()
  const { consent, permissions } = speech.words
  // Who is a presenter is known in the meeting's chat alone, so what is asked for can be read here and not accepted.
  const yes = isMeeting ? null : { label: consent.accept, onPress: onAccept }
  const no = { label: isMeeting ? consent.close : consent.notNow, onPress: onNotNow }
  return (
    <QuestionDialog modalType="modal" title={consent.title(name)} yes={yes} no={no}>
      {hasChanged && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{consent.changed}</MessageBarBody>
        </MessageBar>
      )}
      <p>{isMeeting ? consent.leadInMeeting : consent.lead[place]}</p>
      <PermissionList title={permissions.added} permissions={diff.added} />
      <PermissionList title={permissions.kept} permissions={diff.kept} />
      <PermissionList title={permissions.dropped} permissions={diff.dropped} />
      {!isMeeting && <p className="quiet">{consent.exactly}</p>}
    </QuestionDialog>
  )
}
