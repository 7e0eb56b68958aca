import type { CallContext } from '../installations/installed-apps.ts'
import type { Permission } from '../installations/permission-set.ts'
import { appIdOf, referenceOf } from './pinned-catalog.ts'
import type { PreviewAsked } from './preview-rollout.ts'
import type { RolloutApp } from './rollout.ts'
import type { RolloutParts } from './rollout-parts.ts'
import { type PlaceRef, scopeOf } from './target.ts'

/** Some installations say what all of them have consented to; each is judged for itself when its turn comes. */
const sampleSize = 8

/** Somebody looks at an empty plan meanwhile: places that Graph holds back are left out of the sample. */
const longestSampleMs = 5_000

type Sampling = { parts: Pick<RolloutParts, 'tenant' | 'knownPlaces'>; call: CallContext }

/** @returns what some of the places have consented to: fewer of them, or none, where Graph does not say so in time. */
export async function readSample(
  asked: PreviewAsked,
  app: RolloutApp,
  { parts, call }: Sampling,
): Promise<Permission[][]> {
  const late = AbortSignal.timeout(longestSampleMs)
  const timely: CallContext = { ...call, signal: late }
  const known = asked.list?.slice(0, sampleSize) ?? (await someKnown(asked, app, parts))
  const places = known ?? (await unlessLate(firstListed(asked, { parts, call: timely }), late)) ?? []
  const { installedApps } = parts.tenant(asked.tenantId)
  const read = places.map((place) =>
    unlessLate(installedApps.find(scopeOf(place), referenceOf(app), { ...timely, lane: 'rollout' }), late),
  )
  const answers = await Promise.all(read)
  return answers.flatMap((answer) => (answer?.kind === 'ok' && answer.value?.consented ? [answer.value.consented] : []))
}

/** Null where the bot knows of nothing: another app, or an empty store. */
async function someKnown(
  asked: PreviewAsked,
  app: RolloutApp,
  { knownPlaces }: Sampling['parts'],
): Promise<PlaceRef[] | null> {
  const known = await knownPlaces.some(asked.tenantId, appIdOf(app), sampleSize).catch(() => [])
  const wanted = known.filter(({ kind }) => asked.kinds.includes(kind))
  return wanted.length > 0 ? wanted : null
}

/** The directory's first places. */
async function firstListed({ tenantId, kinds }: PreviewAsked, { parts, call }: Sampling): Promise<PlaceRef[]> {
  const listed = kinds.filter((kind) => kind !== 'chat')
  const pages = await Promise.all(listed.map((kind) => parts.tenant(tenantId).places.page(kind, null, call)))
  return pages.flatMap((page) => (page.kind === 'ok' ? page.value.places.slice(0, sampleSize / 2) : []))
}

/** Null when it takes too long; what is under way then only reads. */
function unlessLate<T>(reading: Promise<T>, late: AbortSignal): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const giveUp = () => resolve(null)
    if (late.aborted) giveUp()
    late.addEventListener('abort', giveUp, { once: true })
    reading.then(resolve, reject).finally(() => late.removeEventListener('abort', giveUp))
  })
}
