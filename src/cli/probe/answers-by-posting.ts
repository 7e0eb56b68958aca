import { permissionName, upgradeRights } from '../doctor/upgrade-rights.ts'
import type { Reading } from './answers-by-reading.ts'
import type { Posted, Purpose } from './post-upgrades.ts'
import type { ProbeAnswer } from './probe-answers.ts'
import { isOneOnOne } from './probed-place.ts'

/** The questions that only Graph's answer to an upgrade can settle. */
export function answersByPosting(reading: Reading, posted: Posted[]): ProbeAnswer[] {
  return [
    alreadyLatest(posted),
    selfOrSelected(reading, posted),
    chatManage(reading, posted),
    wholeOrPart(reading, posted),
    whatPeopleSee(posted),
    oneOnOne(reading, posted),
  ]
}

type Question = Pick<ProbeAnswer, 'question' | 'about'>

const settled = (question: Question, answer: string): ProbeAnswer => ({ ...question, state: 'settled', answer })
const open = (question: Question, answer: string): ProbeAnswer => ({ ...question, state: 'open', answer })

const find = (posted: Posted[], purpose: Purpose) => posted.find((one) => one.purpose === purpose)

const said = ({ status, code }: Posted) => (status === null ? 'no answer' : code ? `${status} ${code}` : String(status))

/** An answer that says something about the question, and not about the moment. */
const isClear = ({ status }: Posted) => status !== null && status !== 429 && status < 500

function alreadyLatest(posted: Posted[]): ProbeAnswer {
  const question = { question: 1, about: 'What does an upgrade answer when the newest version is there already?' }
  const again = find(posted, 'again')
  if (!again) return open(question, 'It was not asked, because the newest version was not reached.')
  return isClear(again) ? settled(question, `${said(again)}.`) : open(question, `${said(again)}; try again later.`)
}

/** The upgrade that should have moved the version: the first one that was accepted, else the one with the whole consent. */
function mover(posted: Posted[]): Posted | null {
  const part = find(posted, 'part')
  return (part?.status === 204 ? part : find(posted, 'whole')) ?? null
}

function selfOrSelected({ look, roles }: Reading, posted: Posted[]): ProbeAnswer {
  const question = {
    question: 2,
    about:
      'Is ReadWriteAndConsentSelfForTeam.All enough in a team for a version that asks for more, or is it ManageSelectedForTeam.All?',
  }
  if (look.scope.kind !== 'team') return open(question, 'Only a team can tell.')
  if (!look.isBehind || look.added.length === 0) {
    return open(
      question,
      'Nothing new had to be consented to here. A team that is behind a version that asks for more would tell.',
    )
  }
  const answer = mover(posted)
  if (!roles || !answer || !isClear(answer))
    return open(question, 'The token does not say what it may do, or Graph did not answer.')
  const { held } = upgradeRights(roles, 'team')
  const consenting = held.filter((name) => /AndConsent|ManageSelected/.test(name))
  const [only] = consenting
  if (!only) return open(question, 'The token has no permission that may consent.')
  if (answer.status !== 204)
    return settled(question, `Not enough: with ${consenting.join(', ')} the answer was ${said(answer)}.`)
  return consenting.length === 1
    ? settled(question, `${only} is enough: 204.`)
    : open(question, `204, but the token has ${consenting.join(' and ')}; take all but one away to tell which it was.`)
}

function chatManage({ look, roles }: Reading, posted: Posted[]): ProbeAnswer {
  const question = {
    question: 3,
    about: 'Is Chat.Manage.Chat alone enough to upgrade in a chat, and to a version that asks for more?',
  }
  if (look.scope.kind !== 'chat') return open(question, 'Only a chat can tell.')
  if (!look.grants?.some(({ permissionValue }) => permissionValue === 'Chat.Manage.Chat')) {
    return open(question, 'The app does not hold Chat.Manage.Chat in this chat.')
  }
  if (!roles || upgradeRights(roles, 'chat').reach !== null) {
    return open(
      question,
      `The token may upgrade in chats by itself. Take ${permissionName('ReadWrite', 'chat')} and its kind away to tell.`,
    )
  }
  const answer = mover(posted) ?? find(posted, 'again')
  if (!answer || !isClear(answer)) return open(question, 'Graph did not answer.')
  const what =
    look.isBehind && look.added.length > 0 ? 'to a version that asks for more' : 'where nothing new is asked for'
  return settled(question, answer.status === 204 ? `Enough ${what}: 204.` : `Not enough ${what}: ${said(answer)}.`)
}

function wholeOrPart({ look }: Reading, posted: Posted[]): ProbeAnswer {
  const question = {
    question: 4,
    about: 'Must a consent name the whole set of the version or only what is for the place?',
  }
  if (!look.part) return open(question, 'The version asks for nothing that is for other places only.')
  const part = find(posted, 'part')
  const whole = find(posted, 'whole')
  if (!part || !isClear(part)) return open(question, 'It was not asked, or not answered.')
  if (part.status === 204) {
    return look.isBehind
      ? settled(question, 'The permissions that are for the place are enough: 204.')
      : open(question, '204, but the newest version was there already, so the set may not have been looked at.')
  }
  return whole?.status === 204
    ? settled(question, `The whole set: a part was refused with ${said(part)}, all of it was accepted.`)
    : open(question, `A part was refused with ${said(part)}, but so was the whole.`)
}

function whatPeopleSee(posted: Posted[]): ProbeAnswer {
  const question = { question: 6, about: 'Does an upgrade raise installationUpdate, or a message in the conversation?' }
  const moved = posted.filter(({ status }) => status === 204).map(({ at }) => at)
  if (moved.length === 0) return open(question, 'Nothing was upgraded.')
  return open(
    question,
    `It cannot be seen from here. Look into the conversation for a message of Teams, and ask whether the bot was sent an installationUpdate, at ${moved.join(', ')}.`,
  )
}

function oneOnOne({ look }: Reading, posted: Posted[]): ProbeAnswer {
  const question = { question: 8, about: 'Can an app be upgraded in a chat between two people?' }
  if (!isOneOnOne(look.scope)) return open(question, 'This is no chat between two people.')
  const answer = mover(posted) ?? find(posted, 'again')
  return answer && isClear(answer) ? settled(question, `${said(answer)}.`) : open(question, 'Graph did not answer.')
}
