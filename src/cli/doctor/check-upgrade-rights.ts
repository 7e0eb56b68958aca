import type { CloudName } from '../../clouds.ts'
import { cloudLimit } from '../../installations/cloud-limits.ts'
import type { Permission } from '../../installations/permission-set.ts'
import { type Finding, missing, ok } from './finding.ts'
import { grant } from './trouble-words.ts'
import { type Place, permissionName, places, upgradeRights } from './upgrade-rights.ts'

const where = { team: 'teams', chat: 'chats', user: 'people’s personal scope' } as const

/** One finding a place: whether the bot's own token can upgrade there, which apps, and versions that ask for more too. */
export function checkUpgradeRights(known: { roles: string[]; cloud: CloudName; required: Permission[] }): Finding[] {
  const asksForMore = known.required.some(({ permissionType }) => permissionType === 'application')
  return places.map((place) => {
    const check = `upgrade-${place}`
    if (cloudLimit(known.cloud, place)) return ok(check, 'Not offered in this cloud, so no permission is needed.')
    return checkPlace(place, { check, roles: known.roles, asksForMore })
  })
}

function checkPlace(place: Place, known: { check: string; roles: string[]; asksForMore: boolean }): Finding {
  const { check, roles, asksForMore } = known
  const { reach, mayConsent, held } = upgradeRights(roles, place)
  const wanted = permissionName('ReadWriteAndConsentSelf', place)
  if (reach === null) {
    return missing(check, `The token has no permission to upgrade apps in ${where[place]}.`, grant(wanted))
  }
  const reached = { any: 'any app', selected: 'the apps that an admin selected', self: 'only itself' }[reach]
  const can = `In ${where[place]} the bot may upgrade ${reached} (${held.join(', ')})`
  if (mayConsent) return ok(check, `${can}, also to versions that ask for new resource-specific permissions.`)
  const but = `${can}, but not to a version that asks for resource-specific permissions`
  if (asksForMore) return missing(check, `${but}, and the published one does.`, grant(wanted))
  return ok(check, `${but}; the published one asks for none.`)
}
