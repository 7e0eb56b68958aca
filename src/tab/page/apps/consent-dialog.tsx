import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  MessageBar,
  MessageBarBody,
} from '@fluentui/react-components'
import type { PermissionDiff } from '../../../installations/permission-set.ts'
import { usePage } from '../page-context.ts'
import { usePageShownAgain } from '../use-page-shown-again.ts'
import { PermissionList } from './permission-list.tsx'

/** What a person is asked to say yes to. `hasChanged`: they said yes to something else a moment ago. */
export type ConsentQuestion = { id: string; name: string; diff: PermissionDiff; hasChanged: boolean }

type Props = { question: ConsentQuestion; onAccept: () => void; onNotNow: () => void }

export function ConsentDialog({ question: { name, diff, hasChanged }, onAccept, onNotNow }: Props) {
  const { place, speech } = usePage()
  usePageShownAgain()
  const { consent, permissions } = speech.words
  return (
    <Dialog open modalType="modal" onOpenChange={(_event, { open }) => open || onNotNow()}>
      <DialogSurface className="consent">
        <DialogBody>
          <DialogTitle>{consent.title(name)}</DialogTitle>
          <DialogContent>
            {hasChanged && (
              <MessageBar intent="warning" layout="multiline">
                <MessageBarBody>{consent.changed}</MessageBarBody>
              </MessageBar>
            )}
            <p>{consent.lead[place]}</p>
            <PermissionList title={permissions.added} permissions={diff.added} />
            <PermissionList title={permissions.kept} permissions={diff.kept} />
            <PermissionList title={permissions.dropped} permissions={diff.dropped} />
            <p className="quiet">{consent.exactly}</p>
          </DialogContent>
          <DialogActions>
            <Button appearance="secondary" onClick={onNotNow}>
              {consent.notNow}
            </Button>
            <Button appearance="primary" onClick={onAccept}>
              {consent.accept}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
