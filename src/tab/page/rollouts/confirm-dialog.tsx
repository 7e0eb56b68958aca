import type { Command } from '../../../rollouts/change-rollout.ts'
import { NoticeText } from '../apps/notice-text.tsx'
import { QuestionDialog } from '../question-dialog.tsx'
import { useRollouts } from './rollouts-context.ts'

type Props = { command: Exclude<Command, 'pause'>; onYes: () => void; onNo: () => void }

/** Once more before what begins or ends something for good. */
export function ConfirmDialog({ command, onYes, onNo }: Props) {
  const { words } = useRollouts()
  const question = words.ask[command]
  const answers = { yes: words.command[command], no: words.cancel, onYes, onNo }
  return (
    <QuestionDialog modalType="alert" title={question.title} {...answers}>
      <NoticeText notice={question} />
    </QuestionDialog>
  )
}
