import { Button, MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components'
import type { Command } from '../../../rollouts/change-rollout.ts'
import type { ListedRollout } from '../api/rollout-shapes.ts'
import { NoticeText } from '../apps/notice-text.tsx'
import { ProblemNotice } from '../apps/problem-notice.tsx'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { useRollouts } from './rollouts-context.ts'
import { useCommands } from './use-commands.ts'

const ways: Command[] = ['approve', 'promote', 'resume', 'retry', 'pause', 'abort']

type Props = { rollout: ListedRollout; onRollout: (rollout: ListedRollout) => void }

/** What this person can tell the rollout now. */
export function RolloutActions({ rollout, onRollout }: Props) {
  const { words } = useRollouts()
  const { press, question, answer, isBusy, refusal, problem } = useCommands(rollout.id, onRollout)
  const shown = ways.filter((command) => isShown(command, rollout))
  return (
    <>
      {shown.length > 0 && (
        <div className="actions">
          {shown.map((command, place) => (
            <Button
              key={command}
              appearance={place === 0 && command !== 'abort' && command !== 'retry' ? 'primary' : 'secondary'}
              disabledFocusable={isBusy}
              onClick={() => press(command)}
            >
              {words.command[command]}
            </Button>
          ))}
        </div>
      )}
      {refusal && (
        <MessageBar intent="warning" layout="multiline" className="notice">
          <MessageBarBody>
            <MessageBarTitle>{refusal.title}</MessageBarTitle>
            <NoticeText notice={refusal} />
          </MessageBarBody>
        </MessageBar>
      )}
      {problem && <ProblemNotice problem={problem.problem} onAgain={problem.again} isTrying={isBusy} />}
      {question && <ConfirmDialog command={question} onYes={() => answer(true)} onNo={() => answer(false)} />}
    </>
  )
}

/** At a gate, to open the next wave and to resume are the same: it is called by what it does there. */
function isShown(command: Command, { state, commands }: ListedRollout): boolean {
  return commands.includes(command) && !(state === 'waiting' && command === 'resume')
}
