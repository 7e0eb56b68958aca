import { Button, MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components'
import { ArrowDownload20Regular } from '@fluentui/react-icons'
import { useState } from 'react'
import type { ListedRollout } from '../api/rollout-shapes.ts'
import { NoticeText } from '../apps/notice-text.tsx'
import { useRollouts } from './rollouts-context.ts'

/** The report as a file. */
export function ReportButtons({ rollout: { id } }: { rollout: ListedRollout }) {
  const { rollouts, words } = useRollouts()
  const { report } = words
  const [state, setState] = useState<'idle' | 'reading' | 'failed'>('idle')
  const download = async (format: 'csv' | 'json') => {
    setState('reading')
    const answer = await rollouts.report(id, format)
    setState(answer.kind === 'ok' ? 'idle' : 'failed')
    if (answer.kind === 'ok') save(answer.value)
  }
  return (
    <section className="report" aria-label={report.label}>
      {(['csv', 'json'] as const).map((format) => (
        <Button
          key={format}
          icon={<ArrowDownload20Regular />}
          disabledFocusable={state === 'reading'}
          onClick={() => download(format)}
        >
          {report[format]}
        </Button>
      ))}
      {state === 'failed' && (
        <MessageBar intent="error" layout="multiline" className="notice">
          <MessageBarBody>
            <MessageBarTitle>{report.failed.title}</MessageBarTitle>
            <NoticeText notice={report.failed} />
          </MessageBarBody>
        </MessageBar>
      )}
    </section>
  )
}

/** A link cannot carry the sign-in, so what was read is offered as a file of this page's own. */
function save({ name, content }: { name: string; content: Blob }): void {
  const address = URL.createObjectURL(content)
  Object.assign(document.createElement('a'), { href: address, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
