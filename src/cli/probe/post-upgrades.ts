import { compareVersions } from '../../installations/compare-versions.ts'
import type { Permission } from '../../installations/permission-set.ts'
import type { Probe } from '../../installations/probe.ts'
import type { Look } from './look-at-place.ts'

/** `part`: consents to the place's permissions only; `whole`: to all of them; `again`: the same when all is done already. */
export type Purpose = 'part' | 'whole' | 'again'

export type Posted = {
  purpose: Purpose
  at: string
  /** Null: no answer came. */
  status: number | null
  code: string | null
  /** What Graph reports afterwards; null where it could not be read. */
  versionAfter: string | null
}

/** In which order to ask, so that each answer means one thing only. */
export function plannedPurposes({ isBehind, part }: Look): Purpose[] {
  if (isBehind) return part ? ['part', 'whole', 'again'] : ['whole', 'again']
  return part ? ['again', 'part', 'whole'] : ['again']
}

export function consentOf(purpose: Purpose, { newest, part }: Look): Permission[] | null {
  const consent = purpose === 'part' ? (part ?? []) : newest.required
  return consent.length > 0 ? consent : null
}

export type PostParts = { probe: Probe; sleep(ms: number): Promise<void> }

/** Sends what was planned, one after the other, and looks at the installation after each. */
export async function postUpgrades(look: Look, { probe, sleep }: PostParts): Promise<Posted[]> {
  const posted: Posted[] = []
  for (const purpose of plannedPurposes(look)) {
    if (posted.some(isRefusal) && purpose === 'again') break
    const { at, answer } = await post(purpose, look, { probe, sleep })
    const isAccepted = answer?.status === 204
    const versionAfter = await readBack(look, { probe, sleep }, isAccepted ? [0, 1_000, 3_000] : [0])
    posted.push({ purpose, at, status: answer?.status ?? null, code: codeIn(answer?.body), versionAfter })
  }
  return posted
}

/** Nobody is in a hurry here, and an answer about the pace says nothing about the question: it is asked once more. */
const restMs = 2_000
const longestRestSeconds = 60

async function post(purpose: Purpose, look: Look, { probe, sleep }: PostParts) {
  for (let waitMs = restMs, attempt = 1; ; attempt++) {
    await sleep(waitMs)
    const before = probe.exchanges.length
    const at = new Date().toISOString()
    await probe.upgrade(look.scope, look.installation.id, consentOf(purpose, look))
    const answer = probe.exchanges[before]
    const isAboutPace = answer?.status === 429 || answer?.status === 503
    if (!isAboutPace || attempt === 2) return { at, answer }
    waitMs = 1_000 * Math.min(Number(answer.retryAfter) || 10, longestRestSeconds)
  }
}

/** Without the whole set accepted there is no current installation to ask about again. */
const isRefusal = ({ purpose, status }: Posted) => purpose === 'whole' && status !== 204

/** Patient for what shows late, and no longer. */
async function readBack(look: Look, { probe, sleep }: PostParts, waitsMs: number[]): Promise<string | null> {
  let version: string | null = null
  for (const ms of waitsMs) {
    await sleep(ms)
    const found = await probe.installation(look.scope, look.reference)
    version = found.kind === 'ok' ? (found.value?.version ?? null) : null
    if (version !== null && compareVersions(version, look.newest.version) >= 0) break
  }
  return version
}

function codeIn(body: unknown): string | null {
  const error = member(body, 'error')
  const code = member(error, 'code')
  return typeof code === 'string' ? code : null
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
