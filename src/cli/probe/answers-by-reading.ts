import { compareVersions } from '../../installations/compare-versions.ts'
import type { Look } from './look-at-place.ts'
import type { ProbeAnswer } from './probe-answers.ts'

export type Reading = {
  look: Look
  /** The token's application permissions; null where it does not say. */
  roles: string[] | null
  /** The version that Teams itself shows in the place, where the admin said so. */
  shownVersion: string | null
}

/** The questions that need nothing to be sent. */
export function answersByReading(reading: Reading): ProbeAnswer[] {
  return [versionReported(reading), definitionsListed(reading)]
}

function versionReported({ look, shownVersion }: Reading): ProbeAnswer {
  const { version } = look.installation
  const about = 'Is the version that the list of installed apps reports the installed one or the catalog’s?'
  const settled = (answer: string): ProbeAnswer => ({ question: 5, about, state: 'settled', answer })
  const open = (answer: string): ProbeAnswer => ({ question: 5, about, state: 'open', answer })
  if (version === null) return open('Graph reported no version.')
  if (look.isBehind)
    return settled(`The installed one: ${version} is reported, and ${look.newest.version} is published.`)
  const reported = `${version} is reported, which is the newest published version`
  if (shownVersion === null) return open(`${reported}. --shown <version that Teams shows there> would settle it.`)
  return compareVersions(shownVersion, version) < 0
    ? settled(`The catalog’s: ${reported}, and Teams shows ${shownVersion} there.`)
    : open(`${reported}, and Teams shows it as well. A place that is behind would settle it.`)
}

function definitionsListed({ look }: Reading): ProbeAnswer {
  const about = 'Does the catalog list one published definition of an app or its history?'
  const states = look.entry.definitions.map(({ version, state }) => `${version} ${state}`)
  const published = look.entry.definitions.filter(({ state }) => state === 'published')
  const listed = `The catalog lists ${states.join(', ')}`
  if (published.length > 1) return { question: 7, about, state: 'settled', answer: `The history: ${listed}.` }
  const { version } = look.installation
  // An older version is installed, so it was published once.
  if (look.isBehind)
    return { question: 7, about, state: 'settled', answer: `One: ${listed}, though ${version} is installed.` }
  return {
    question: 7,
    about,
    state: 'open',
    answer: `${listed}; whether there were others before cannot be seen here.`,
  }
}
