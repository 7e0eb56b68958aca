import {
  Button,
  Checkbox,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogTitle,
  Field,
  Select,
} from '@fluentui/react-components'
import { ChevronRight12Regular } from '@fluentui/react-icons'
import type { ReactNode } from 'react'
import type { PlaceKind } from '../../../rollouts/target.ts'
import { AppField } from './app-field.tsx'
import { ListField } from './list-field.tsx'
import { PaceFields } from './pace-fields.tsx'
import type { PlanForm } from './plan-form.ts'
import { useRollouts } from './rollouts-context.ts'
import type { Planning } from './use-plan.ts'

type Props = { planning: Planning; notice: ReactNode; onClose: () => void }

/** What to roll out, where, and how carefully. */
export function PlanFields({ planning, notice, onClose }: Props) {
  const { words } = useRollouts()
  const { plan } = words
  const { form, change, wrong, isBusy, next } = planning
  return (
    <DialogBody>
      <DialogTitle>{plan.title}</DialogTitle>
      <DialogContent className="plan__fields">
        {notice}
        <AppField form={form} change={change} isWrong={wrong.includes('otherId')} />
        <WhereFields planning={planning} />
        <Checkbox
          className="plan__check"
          checked={form.dryRun}
          onChange={(_event, { checked }) => change({ dryRun: checked === true })}
          label={
            <>
              {plan.dryRun}
              <span className="plan__hint quiet">{plan.dryRunHint}</span>
            </>
          }
        />
        <details className="app__asks plan__more">
          <summary>
            <ChevronRight12Regular className="app__chevron" aria-hidden="true" />
            {plan.more}
          </summary>
          <div className="plan__fields">
            <PaceFields form={form} change={change} wrong={wrong} />
            <ListField
              label={plan.exclude}
              value={form.exclude}
              isWrong={wrong.includes('exclude')}
              onChange={(exclude) => change({ exclude })}
            />
            <Checkbox
              className="plan__check"
              checked={form.force}
              onChange={(_event, { checked }) => change({ force: checked === true })}
              label={plan.force}
            />
          </div>
        </details>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button appearance="primary" disabledFocusable={isBusy} onClick={next}>
          {isBusy ? plan.looking : plan.next}
        </Button>
      </DialogActions>
    </DialogBody>
  )
}

function WhereFields({ planning: { form, change, wrong } }: Pick<Props, 'planning'>) {
  const { plan } = useRollouts().words
  return (
    <>
      <Field label={plan.source}>
        <Select value={form.source} onChange={(_event, { value }) => change({ source: sourceOf(value) })}>
          {sources.map((source) => (
            <option key={source} value={source}>
              {plan.sources[source]}
            </option>
          ))}
        </Select>
      </Field>
      {form.source === 'list' ? (
        <ListField
          label={plan.include}
          value={form.include}
          isWrong={wrong.includes('include')}
          onChange={(include) => change({ include })}
        />
      ) : (
        <KindChoices kinds={form.kinds} isWrong={wrong.includes('kinds')} onChange={(kinds) => change({ kinds })} />
      )}
    </>
  )
}

const sources: PlanForm['source'][] = ['directory', 'known', 'list']
const sourceOf = (text: string): PlanForm['source'] => sources.find((one) => one === text) ?? 'directory'

const kindsInOrder: PlaceKind[] = ['team', 'chat', 'user']

type KindProps = { kinds: PlaceKind[]; isWrong: boolean; onChange: (kinds: PlaceKind[]) => void }

function KindChoices({ kinds, isWrong, onChange }: KindProps) {
  const { plan } = useRollouts().words
  const choose = (kind: PlaceKind, isChosen: boolean) =>
    onChange(kindsInOrder.filter((one) => (one === kind ? isChosen : kinds.includes(one))))
  return (
    <fieldset className="plan__kinds">
      <legend>{plan.kinds}</legend>
      {kindsInOrder.map((kind) => (
        <Checkbox
          key={kind}
          checked={kinds.includes(kind)}
          onChange={(_event, { checked }) => choose(kind, checked === true)}
          label={plan.kind[kind]}
        />
      ))}
      {isWrong && (
        <p className="plan__wrong" role="alert">
          {plan.kindsWrong}
        </p>
      )}
    </fieldset>
  )
}
