import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { usePageShownAgain } from './use-page-shown-again.ts'

/** `alert`: only one of the two answers closes it, no click beside it. */
type Props = {
  modalType: 'modal' | 'alert'
  title: string
  yes: string
  no: string
  onYes: () => void
  onNo: () => void
  children: ReactNode
}

/** Something to be read before a person says yes or no to it. Closing it is a no. */
export function QuestionDialog({ modalType, title, yes, no, onYes, onNo, children }: Props) {
  usePageShownAgain()
  return (
    <Dialog open modalType={modalType} onOpenChange={(_event, { open }) => open || onNo()}>
      <DialogSurface className="consent">
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent>{children}</DialogContent>
          <DialogActions>
            <Button appearance="secondary" onClick={onNo}>
              {no}
            </Button>
            <Button appearance="primary" onClick={onYes}>
              {yes}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
