import type { Command } from '../../../rollouts/change-rollout.ts'
import { NoticeText } from '../apps/notice-text.tsx'
import { QuestionDialog } from '../question-dialog.tsx'
import { useRollouts } from './rollouts-context.ts'

type Props = { command: Exclude<Command, 'pause'>; onYes: () => void; onNo: () => void }

/** Once more before what begins or ends something for good. */
export function ConfirmDialog({ command, onYes, onNo }: Props) {
  const { words } = useRollouts()
  const question = words.ask[command]
  const yes = { label: words.command[command], onPress: onYes }
  return (
    <QuestionDialog modalType="alert" title={question.title} yes={yes} no={{ label: words.cancel, onPress: onNo }}>
      <NoticeText notice={question} />
    </QuestionDialog>
  )
}
