import { Field, Input, Select } from '@fluentui/react-components'
import type { PlanForm, WrongField } from './plan-form.ts'
import { useRollouts } from './rollouts-context.ts'

type Props = { form: PlanForm; change: (changed: Partial<PlanForm>) => void; wrong: WrongField[] }

const gates: PlanForm['gate'][] = ['auto', 'manual', 'timed']

/** How carefully: in which waves, what is between them, and what stops it. */
export function PaceFields({ form, change, wrong }: Props) {
  const { plan } = useRollouts().words
  const says = (field: WrongField, message: string) =>
    wrong.includes(field) ? { validationMessage: message, validationState: 'error' as const } : {}
  return (
    <>
      <Field label={plan.waves} hint={plan.wavesHint} {...says('waves', plan.wavesWrong)}>
        <Input value={form.waves} maxLength={100} onChange={(_event, { value }) => change({ waves: value })} />
      </Field>
      <Field label={plan.gate}>
        <Select
          value={form.gate}
          onChange={(_event, { value }) => change({ gate: gates.find((one) => one === value) ?? 'auto' })}
        >
          {gates.map((gate) => (
            <option key={gate} value={gate}>
              {plan.gates[gate]}
            </option>
          ))}
        </Select>
      </Field>
      {form.gate === 'timed' && (
        <Field label={plan.gateMinutes} {...says('gateMinutes', plan.gateWrong)}>
          <Input
            value={form.gateMinutes}
            inputMode="numeric"
            maxLength={6}
            onChange={(_event, { value }) => change({ gateMinutes: value })}
          />
        </Field>
      )}
      <Field label={plan.budget} hint={plan.budgetHint} {...says('maxFailures', plan.budgetWrong)}>
        <Input
          value={form.maxFailures}
          maxLength={10}
          onChange={(_event, { value }) => change({ maxFailures: value })}
        />
      </Field>
    </>
  )
}
