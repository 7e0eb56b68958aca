import { Field, Textarea } from '@fluentui/react-components'
import { useId } from 'react'
import { longestList } from './plan-form.ts'
import { useRollouts } from './rollouts-context.ts'

type Props = { label: string; value: string; isWrong: boolean; onChange: (text: string) => void }

/** A list of places, typed, pasted or out of a file. */
export function ListField({ label, value, isWrong, onChange }: Props) {
  const { plan } = useRollouts().words
  const fileId = useId()
  const isTooLong = value.length > longestList
  const wrong = isTooLong ? plan.listTooLong : isWrong ? plan.badList(null) : undefined
  const take = async (file: File | undefined) => {
    // One that is too long is not even read.
    if (file) onChange(file.size > longestList ? 'x'.repeat(longestList + 1) : await file.text())
  }
  return (
    <div>
      <Field
        label={label}
        hint={plan.listHint}
        {...(wrong ? { validationMessage: wrong, validationState: 'error' } : {})}
      >
        <Textarea
          value={isTooLong ? '' : value}
          rows={4}
          placeholder="kind,id"
          spellCheck={false}
          onChange={(_event, data) => onChange(data.value)}
        />
      </Field>
      <label className="plan__file" htmlFor={fileId}>
        {plan.file}
        <input
          id={fileId}
          type="file"
          accept=".csv,text/csv,text/plain"
          onChange={(event) => void take(event.target.files?.[0])}
        />
      </label>
    </div>
  )
}
