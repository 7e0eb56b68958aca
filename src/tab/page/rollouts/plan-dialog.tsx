import { Dialog, DialogSurface, MessageBar, MessageBarBody } from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { NoticeText } from '../apps/notice-text.tsx'
import { ProblemNotice } from '../apps/problem-notice.tsx'
import { usePageShownAgain } from '../use-page-shown-again.ts'
import { PlanFields } from './plan-fields.tsx'
import { PlanReview } from './plan-review.tsx'
import { useRollouts } from './rollouts-context.ts'
import { type PlanTrouble, usePlan } from './use-plan.ts'

type Props = { onStarted: (id: string) => void; onClose: () => void }

/** What to roll out, then what that means, then the start. */
export function PlanDialog({ onStarted, onClose }: Props) {
  const planning = usePlan(onStarted)
  usePageShownAgain()
  const { step, trouble, isBusy } = planning
  const again = () => (step.kind === 'form' ? planning.next() : planning.back())
  const notice = trouble && <TroubleNotice trouble={trouble} onAgain={again} isTrying={isBusy} />
  return (
    // A press beside it is likelier a slip than a wish to lose what was filled in.
    <Dialog open modalType="modal" onOpenChange={(_event, { type }) => type === 'backdropClick' || onClose()}>
      <DialogSurface className="consent plan">
        {step.kind === 'form' ? (
          <PlanFields planning={planning} notice={notice} onClose={onClose} />
        ) : (
          <PlanReview planning={planning} step={step} notice={notice} />
        )}
      </DialogSurface>
    </Dialog>
  )
}

type TroubleProps = { trouble: PlanTrouble; onAgain: () => unknown; isTrying: boolean }

function TroubleNotice({ trouble, onAgain, isTrying }: TroubleProps) {
  const { words } = useRollouts()
  switch (trouble.kind) {
    case 'problem':
      return <ProblemNotice problem={trouble.problem} onAgain={onAgain} isTrying={isTrying} />
    case 'under-way':
      return (
        <WrongNotice>
          <b>{words.commandRefused['another-under-way'].title}</b>
          <NoticeText notice={words.commandRefused['another-under-way']} />
        </WrongNotice>
      )
    case 'not-in-catalog':
      return <WrongNotice>{words.plan.notInCatalog}</WrongNotice>
    case 'bad-list':
      return <WrongNotice>{words.plan.badList(trouble.line)}</WrongNotice>
  }
}

function WrongNotice({ children }: { children: ReactNode }) {
  return (
    <MessageBar intent="error" layout="multiline" className="notice">
      <MessageBarBody>{children}</MessageBarBody>
    </MessageBar>
  )
}
