import { useState } from 'react'
import type { Permission } from '../../../installations/permission-set.ts'
import { askedFor, type ListedApp } from '../api/tab-shapes.ts'
import { usePage } from '../page-context.ts'
import type { ConsentQuestion } from './consent-dialog.tsx'
import { explainOutcome } from './explain-outcome.ts'
import type { UpgradeEnd } from './upgrade-end.ts'
import type { Upgrades } from './use-upgrades.ts'

export type Asking = {
  question: ConsentQuestion | null
  /** A press on the button of an app: asks first what has to be asked. */
  press(listed: ListedApp): void
  accept(): void
  notNow(): void
}

type Target = { id: string; name: string }

/** From a press on one app to its ending, with the question in between where the new version asks for more. */
export function useAsking(upgrades: Upgrades, look: () => Promise<void>): Asking {
  const { place, isMeeting, speech, announce } = usePage()
  const [question, setQuestion] = useState<ConsentQuestion | null>(null)

  const say = (name: string, end: UpgradeEnd) => {
    const { words } = speech
    const notice =
      end.kind === 'ended'
        ? explainOutcome(end.outcome, { place, isMeeting }, words).notice
        : words.problem(end.problem, place)
    announce(`${name}: ${notice.title}. ${notice.text}`)
  }
  const upgrade = async ({ id, name }: Target, consent: Permission[] | null) => {
    announce(speech.words.app.upgradingNamed(name))
    const end = await upgrades.upgrade(id, consent)
    say(name, end)
    if (end.kind === 'ended' && end.outcome.kind === 'needs-consent') {
      setQuestion({ id, name, diff: end.outcome, hasChanged: consent !== null })
    }
    if (end.kind === 'ended') await look()
  }
  return {
    question,
    press: ({ id, app: { name }, update, permissions }) => {
      if (update === 'consent') setQuestion({ id, name, diff: permissions, hasChanged: false })
      else upgrade({ id, name }, null)
    },
    accept: () => {
      setQuestion(null)
      if (question) upgrade(question, askedFor(question.diff))
    },
    notNow: () => setQuestion(null),
  }
}
