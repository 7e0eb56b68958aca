import { Field, Input, Select } from '@fluentui/react-components'
import { useEffect, useState } from 'react'
import type { ListedApp } from '../api/tab-shapes.ts'
import { usePage } from '../page-context.ts'
import type { PlanForm } from './plan-form.ts'
import { useRollouts } from './rollouts-context.ts'

type Props = { form: PlanForm; change: (changed: Partial<PlanForm>) => void; isWrong: boolean }

/** The app of this tab, one that the person has, or any other by its id. */
export function AppField({ form, change, isWrong }: Props) {
  const { plan } = useRollouts().words
  const apps = useOtherApps()
  return (
    <>
      <Field label={plan.app}>
        <Select value={form.app} onChange={(_event, { value }) => change({ app: value })}>
          <option value="own">{plan.thisApp}</option>
          {apps.map(({ app }) => (
            <option key={app.id} value={app.externalId ? `externalId:${app.externalId}` : `catalogId:${app.id}`}>
              {app.name}
            </option>
          ))}
          <option value="other">{plan.otherApp}</option>
        </Select>
      </Field>
      {form.app === 'other' && (
        <Field label={plan.otherAppId} required validationState={isWrong ? 'error' : 'none'}>
          <Input value={form.otherId} maxLength={200} onChange={(_event, { value }) => change({ otherId: value })} />
        </Field>
      )}
    </>
  )
}

/** To choose from; without them the id still does. */
function useOtherApps(): ListedApp[] {
  const { api } = usePage()
  const [apps, setApps] = useState<ListedApp[]>([])
  useEffect(() => {
    const stopping = new AbortController()
    const read = async () => {
      const answer = await api.listApps(stopping.signal)
      if (answer.kind === 'ok') setApps(answer.value)
    }
    void read()
    return () => stopping.abort()
  }, [api])
  return apps
}
