import type { Permission } from '../../../installations/permission-set.ts'
import type { UpgradeOutcome } from '../../../installations/upgrade-outcome.ts'
import type { Where } from '../api/tab-api.ts'
import type { ToldOutcome } from '../api/tab-shapes.ts'
import type { Notice, Words } from '../words/words.ts'

export type OutcomeView = {
  tone: 'success' | 'info' | 'warning' | 'error'
  notice: Notice
  sections: [title: string, permissions: Permission[]][]
  detail: string | null
  requestId: string | null
}

type Ending<Kind extends UpgradeOutcome['kind']> = Extract<UpgradeOutcome, { kind: Kind }>

/** How an upgrade ended, as the list says it: what happened and what to do next. */
export function explainOutcome(outcome: ToldOutcome, where: Where, words: Words): OutcomeView {
  const say = words.outcome
  switch (outcome.kind) {
    case 'upgraded':
      return explainUpgraded(outcome, words)
    case 'accepted':
      return { ...plain, tone: 'info', notice: say.accepted }
    case 'already-latest':
      return { ...plain, tone: 'success', notice: say.alreadyLatest(outcome.version) }
    case 'needs-consent':
      return { ...plain, tone: 'warning', notice: say.needsConsent }
    case 'not-installed':
      return { ...plain, tone: 'warning', notice: say.notInstalled[where.place] }
    case 'refused':
      return { ...plain, ...answerOf(outcome), tone: 'error', notice: refusalIn(where, outcome, words) }
    case 'try-later': {
      const { requestId, retryAfterSeconds } = outcome
      return { ...plain, tone: 'warning', notice: say.tryLater(retryAfterSeconds), requestId }
    }
    case 'failed':
      return {
        ...plain,
        ...answerOf(outcome),
        tone: 'error',
        notice: outcome.wasSent === false ? say.failedUnsent : say.failed,
      }
  }
}

const plain: Omit<OutcomeView, 'tone' | 'notice'> = { sections: [], detail: null, requestId: null }

const answerOf = ({ detail, requestId }: Ending<'refused' | 'failed'>) => ({ detail: detail.trim() || null, requestId })

/** The tab cannot tell who organizes or presents, so in a meeting nobody accepts new permissions from it. */
function refusalIn({ isMeeting }: Where, { reason }: Ending<'refused'>, words: Words): Notice {
  const { refused, nextInMeeting } = words.outcome
  return isMeeting && reason === 'not-allowed-person' ? { ...refused[reason], next: nextInMeeting } : refused[reason]
}

function explainUpgraded({ to, granted, missing, lost }: Ending<'upgraded'>, words: Words): OutcomeView {
  const isIncomplete = missing.length + lost.length > 0
  const sections: OutcomeView['sections'] = [
    [words.permissions.missing, missing],
    [words.permissions.lost, lost],
    [words.permissions.granted, granted],
  ]
  return {
    ...plain,
    tone: isIncomplete ? 'warning' : 'success',
    notice: isIncomplete ? words.outcome.upgradedIncomplete : words.outcome.upgraded(to),
    sections: sections.filter(([, permissions]) => permissions.length > 0),
  }
}

/** The same in the fewest words, for a row of the history. */
export function outcomeInShort(outcome: UpgradeOutcome, { outcome: { short } }: Words): string {
  switch (outcome.kind) {
    case 'upgraded':
      return outcome.missing.length + outcome.lost.length > 0 ? short['upgraded-incomplete'] : short.upgraded
    case 'refused':
      return outcome.reason === 'not-allowed-person' ? short['not-allowed'] : short.refused
    case 'accepted':
    case 'already-latest':
    case 'needs-consent':
    case 'not-installed':
    case 'try-later':
    case 'failed':
      return short[outcome.kind]
  }
}
