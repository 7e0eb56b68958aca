import type { Answer } from '../../installations/answer.ts'
import { type Finding, missing, ok, unknown } from './finding.ts'
import { inWords } from './trouble-words.ts'

/** Entra and the Bot Framework forgive five minutes; what is off by two will be off by five. */
const toleranceSeconds = 120

/** Whether Graph is reached at all, and whether its clock and ours agree. */
export function checkClock(lead: Answer<number>): Finding[] {
  if (lead.kind !== 'ok') {
    return [
      missing(
        'graph',
        `Graph is not reached: ${inWords(lead)}.`,
        'Check CLOUD and GRAPH_BASE_URL, and that this machine reaches Graph: name resolution, proxy, firewall.',
      ),
      unknown('clock', 'Without an answer from Graph there is no clock to compare with.'),
    ]
  }
  return [ok('graph', 'Graph answers.'), checkLead(Math.round(lead.value / 1000))]
}

function checkLead(seconds: number): Finding {
  const apart = `This machine’s clock is ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} Graph’s`
  if (Math.abs(seconds) <= toleranceSeconds) return ok('clock', `${apart}.`)
  return missing(
    'clock',
    `${apart}. Tokens look expired, or not valid yet.`,
    'Set the clock by a time server (NTP), on this machine or on its host.',
  )
}
