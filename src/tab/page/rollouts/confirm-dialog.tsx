import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components'
import type { Command } from '../../../rollouts/change-rollout.ts'
import { NoticeText } from '../apps/notice-text.tsx'
import { usePageShownAgain } from '../use-page-shown-again.ts'
import { useRollouts } from './rollouts-context.ts'

type Props = { command: Exclude<Command, 'pause'>; onYes: () => void; onNo: () => void }

/** Once more before what begins or ends something for good. */
export function ConfirmDialog({ command, onYes, onNo }: Props) {
  const { words } = useRollouts()
  usePageShownAgain()
  const question = words.ask[command]
  return (
    <Dialog open modalType="alert" onOpenChange={(_event, { open }) => open || onNo()}>
      <DialogSurface className="consent">
        <DialogBody>
          <DialogTitle>{question.title}</DialogTitle>
          <DialogContent>
            <NoticeText notice={question} />
          </DialogContent>
          <DialogActions>
            <Button appearance="secondary" onClick={onNo}>
              {words.cancel}
            </Button>
            <Button appearance="primary" onClick={onYes}>
              {words.command[command]}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
