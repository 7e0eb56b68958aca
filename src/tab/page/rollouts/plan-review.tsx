import {
  Button,
  Checkbox,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogTitle,
  MessageBar,
  MessageBarBody,
} from '@fluentui/react-components'
import { type ReactNode, useState } from 'react'
import { parseWaves } from '../../../rollouts/waves.ts'
import { PermissionList } from '../apps/permission-list.tsx'
import { usePage } from '../page-context.ts'
import { useRollouts } from './rollouts-context.ts'
import type { Planning, PlanStep } from './use-plan.ts'

type Props = { planning: Planning; step: Extract<PlanStep, { kind: 'review' }>; notice: ReactNode }

/** What will happen, what is agreed to, and that there is no way back; the button beneath it is the yes. */
export function PlanReview({ planning, step, notice }: Props) {
  const { review, explain } = useRollouts().words
  const { plan, preview, hasChanged } = step
  const [hasAccepted, setAccepted] = useState(false)
  const { approvalAbove, window } = preview.usual
  return (
    <DialogBody>
      <DialogTitle>{review.title(preview.app.name, preview.version)}</DialogTitle>
      <DialogContent>
        {notice}
        {hasChanged && (
          <MessageBar intent="warning" layout="multiline" className="notice">
            <MessageBarBody>{review.changed}</MessageBarBody>
          </MessageBar>
        )}
        {plan.dryRun && <p>{review.dryRun}</p>}
        <p>{review.places(preview.known, plan.include !== undefined)}</p>
        <LeftOut reasons={preview.notOffered} />
        <p>{review.waves(parseWaves(plan.waves) ?? [])}</p>
        {window && <p>{explain.windowOf(window.from, window.to, window.timeZone)}</p>}
        {approvalAbove !== null && !plan.dryRun && <p>{review.approval(approvalAbove)}</p>}
        <AskedPermissions preview={preview} />
        {preview.asksForMore && (
          <div className="plan__accept">
            <Checkbox
              className="plan__check"
              checked={hasAccepted}
              onChange={(_event, { checked }) => setAccepted(checked === true)}
              label={review.accept}
            />
            <p className="quiet">{review.notAccepted}</p>
          </div>
        )}
        {!plan.dryRun && <p className="plan__end">{review.noWayBack}</p>}
      </DialogContent>
      <DialogActions>
        <Button disabledFocusable={planning.isBusy} onClick={planning.back}>
          {review.back}
        </Button>
        <Button appearance="primary" disabledFocusable={planning.isBusy} onClick={() => planning.start(hasAccepted)}>
          {plan.dryRun ? review.startDry : review.start}
        </Button>
      </DialogActions>
    </DialogBody>
  )
}

function LeftOut({ reasons }: { reasons: string[] }) {
  const { review } = useRollouts().words
  if (reasons.length === 0) return null
  return (
    <>
      <p>{review.leftOut}</p>
      {reasons.map((reason) => (
        <p key={reason} className="quiet" dir="auto">
          {reason}
        </p>
      ))}
    </>
  )
}

function AskedPermissions({ preview: { permissions, asksForMore, sampled } }: Pick<Props['step'], 'preview'>) {
  const { permissions: titles } = usePage().speech.words
  const { review } = useRollouts().words
  return (
    <>
      <p>{asksForMore ? review.asks(sampled) : review.nothingNew}</p>
      <PermissionList title={titles.added} permissions={permissions.added} />
      <PermissionList title={titles.kept} permissions={permissions.kept} />
      <PermissionList title={titles.dropped} permissions={permissions.dropped} />
    </>
  )
}
