import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components'
import { useState } from 'react'
import type { Problem } from '../api/answer.ts'
import { usePage } from '../page-context.ts'
import { AnswerFacts } from './answer-facts.tsx'
import { NoticeText } from './notice-text.tsx'

type Props = { problem: Problem; onAgain: () => unknown; isTrying?: boolean }

/** Why something could not be had, with the one thing to do about it: go through Microsoft's window, or try again. */
export function ProblemNotice({ problem, onAgain, isTrying = false }: Props) {
  const { place, speech } = usePage()
  const notice = speech.words.problem(problem, place)
  return (
    <MessageBar intent={toneOf(problem)} layout="multiline" className="notice">
      <MessageBarBody>
        <MessageBarTitle>{notice.title}</MessageBarTitle>
        <NoticeText notice={notice} />
        <ProblemFacts problem={problem} />
      </MessageBarBody>
      <MessageBarActions>
        <ProblemButton problem={problem} onAgain={onAgain} isTrying={isTrying} />
      </MessageBarActions>
    </MessageBar>
  )
}

export function ProblemFacts({ problem }: Pick<Props, 'problem'>) {
  return problem.kind === 'refused' && <AnswerFacts detail={problem.detail} requestId={problem.requestId} />
}

export function ProblemButton({ problem, onAgain, isTrying = false }: Props) {
  const { signIn, speech } = usePage()
  const [isAsking, setAsking] = useState(false)
  const asksPerson = problem.kind === 'consent-required' || problem.kind === 'interaction-required'
  const act = async () => {
    if (asksPerson) {
      setAsking(true)
      const isDone = await signIn.askPerson(problem)
      setAsking(false)
      if (!isDone) return
    }
    await onAgain()
  }
  return (
    <Button appearance={asksPerson ? 'primary' : 'secondary'} disabledFocusable={isAsking || isTrying} onClick={act}>
      {asksPerson ? speech.words.continue : speech.words.tryAgain}
    </Button>
  )
}

function toneOf({ kind }: Problem): 'info' | 'warning' | 'error' {
  if (kind === 'consent-required' || kind === 'interaction-required') return 'info'
  return kind === 'rate-limited' || kind === 'offline' ? 'warning' : 'error'
}
