import { useState } from 'react'
import type { Problem } from '../api/answer.ts'
import type { BadList, Plan, Preview } from '../api/rollout-shapes.ts'
import { type PlanForm, planOf, usualForm, type WrongField, wrongFields } from './plan-form.ts'
import { useRollouts } from './rollouts-context.ts'

/** What is wrong with a plan as a whole; single fields say it themselves. */
export type PlanTrouble =
  | { kind: 'problem'; problem: Problem }
  | { kind: 'not-in-catalog' }
  | { kind: 'under-way'; id: string }
  | BadList

export type PlanStep = { kind: 'form' } | { kind: 'review'; plan: Plan; preview: Preview; hasChanged: boolean }

export type Planning = {
  form: PlanForm
  change(changed: Partial<PlanForm>): void
  wrong: WrongField[]
  step: PlanStep
  trouble: PlanTrouble | null
  isBusy: boolean
  next(): Promise<void>
  back(): void
  start(hasAccepted: boolean): Promise<void>
}

/** From the fields by way of the plan to a rollout that has begun. */
export function usePlan(onStarted: (id: string) => void): Planning {
  const { rollouts, usualSource = usualForm.source } = useRollouts()
  const [form, setForm] = useState<PlanForm>({ ...usualForm, source: usualSource })
  const [isTried, setTried] = useState(false)
  const [step, setStep] = useState<PlanStep>({ kind: 'form' })
  const [trouble, setTrouble] = useState<PlanTrouble | null>(null)
  const [isBusy, setBusy] = useState(false)

  const show = async (plan: Plan, hasChanged: boolean) => {
    const answer = await rollouts.preview(plan)
    if (answer.kind === 'problem') setTrouble(answer)
    else if (answer.value.kind !== 'ok') setTrouble(answer.value)
    else setStep({ kind: 'review', plan, preview: answer.value, hasChanged })
  }
  const whileBusy = async (work: () => Promise<void>) => {
    setTrouble(null)
    setBusy(true)
    await work()
    setBusy(false)
  }
  const next = async () => {
    setTried(true)
    if (wrongFields(form).length === 0) await whileBusy(() => show(planOf(form), false))
  }
  const start = async (hasAccepted: boolean) => {
    if (step.kind !== 'review') return
    const { plan, preview } = step
    await whileBusy(async () => {
      const answer = await rollouts.start(plan, preview, hasAccepted)
      if (answer.kind === 'problem') setTrouble(answer)
      else if (answer.value.kind === 'started') onStarted(answer.value.id)
      else if (answer.value.kind === 'permissions-changed') await show(plan, true)
      else setTrouble(answer.value)
    })
  }
  return {
    form,
    change: (changed) => setForm((before) => ({ ...before, ...changed })),
    // Nobody is told of mistakes before they are done typing.
    wrong: isTried ? wrongFields(form) : [],
    step,
    trouble,
    isBusy,
    next,
    back: () => {
      setTrouble(null)
      setStep({ kind: 'form' })
    },
    start,
  }
}
