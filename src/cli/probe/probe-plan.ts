import type { Look } from './look-at-place.ts'
import { consentOf, type Purpose, plannedPurposes } from './post-upgrades.ts'

const reasons: Record<Purpose, string> = {
  part: 'consents only to what is for this place: is that enough? (question 4)',
  whole: 'consents to all that the version asks for: is this token enough? (questions 2, 3, 8)',
  again: 'the same once more, when all is done already: what does it answer? (question 1)',
}

/** What is about to be sent, to one installation and nowhere else. */
export function describePlan(look: Look, place: string): string {
  const { entry, newest, installation } = look
  const posts = plannedPurposes(look).map((purpose, i) => {
    const names = consentOf(purpose, look)?.map(({ permissionValue }) => permissionValue) ?? []
    const consent = names.length > 0 ? `consent to ${names.join(', ')}` : 'no consent'
    return `  ${i + 1}. POST upgrade, ${consent}\n     ${reasons[purpose]}\n`
  })
  const versions = `${installation.version ?? 'an unknown version'} is reported, ${newest.version} is published`
  return [
    `The app ${entry.name} in the ${place}: ${versions}.\n`,
    `This will be sent to Graph, for this one installation, and cannot be taken back:\n`,
    ...posts,
  ].join('')
}
