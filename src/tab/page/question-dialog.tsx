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

/** `alert`: only one of the two answers closes it, no click beside it. `yes`: null where nobody can say so here. */
type Props = {
  modalType: 'modal' | 'alert'
  title: string
  yes: Answer | null
  no: Answer
  children: ReactNode
}

type Answer = { label: string; onPress: () => void }

/** Something to be read before a person says yes or no to it. Closing it is a no. */
export function QuestionDialog({ modalType, title, yes, no, children }: Props) {
  usePageShownAgain()
  return (
    <Dialog open modalType={modalType} onOpenChange={(_event, { open }) => open || no.onPress()}>
      <DialogSurface className="consent">
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent>{children}</DialogContent>
          <DialogActions>
            <Button appearance="secondary" onClick={no.onPress}>
              {no.label}
            </Button>
            {yes && (
              <Button appearance="primary" onClick={yes.onPress}>
                {yes.label}
              </Button>
            )}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
