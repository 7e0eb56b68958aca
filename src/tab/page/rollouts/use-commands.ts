import { useState } from 'react'
import type { Command } from '../../../rollouts/change-rollout.ts'
import type { Problem } from '../api/answer.ts'
import type { ListedRollout } from '../api/rollout-shapes.ts'
import { usePage } from '../page-context.ts'
import type { Notice } from '../words/words.ts'
import { useRollouts } from './rollouts-context.ts'

export type Question = Exclude<Command, 'pause'>

export type Commands = {
  /** Pause acts at once; everything else asks first. */
  press(command: Command): void
  question: Question | null
  answer(isYes: boolean): void
  isBusy: boolean
  refusal: Notice | null
  problem: { problem: Problem; again: () => void } | null
}

export function useCommands(id: string, onRollout: (rollout: ListedRollout) => void): Commands {
  const { announce } = usePage()
  const { rollouts, words } = useRollouts()
  const [question, setQuestion] = useState<Question | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Notice | null>(null)
  const [problem, setProblem] = useState<Commands['problem']>(null)
  const send = async (command: Command) => {
    setBusy(true)
    setRefusal(null)
    setProblem(null)
    const answer = await rollouts.command(id, command)
    setBusy(false)
    if (answer.kind === 'problem') {
      setProblem({ problem: answer.problem, again: () => send(command) })
      return
    }
    const { value } = answer
    onRollout(value.rollout)
    if (value.kind === 'refused') setRefusal(words.commandRefused[value.why])
    else announce(words.told[command])
  }
  return {
    press: (command) => (command === 'pause' ? void send(command) : setQuestion(command)),
    question,
    answer: (isYes) => {
      setQuestion(null)
      if (isYes && question) void send(question)
    },
    isBusy,
    refusal,
    problem,
  }
}
