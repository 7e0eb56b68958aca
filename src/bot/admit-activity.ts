import type { Activity } from 'botbuilder'
import { isGuid } from '../installations/place-ids.ts'
import { field, tenantOf } from './activity-fields.ts'
import { isAllowedServiceUrl, type ServiceUrlRule } from './service-url.ts'

export type Admission = {
  allowedTenants: 'anybody' | readonly string[]
  isAllowedServiceUrl(serviceUrl: string): boolean
}

export type AdmissionSettings = Pick<Admission, 'allowedTenants'> & {
  /** Null: no registration, so the bot and whoever it answers are on this machine. */
  bot: object | null
  hosts: { serviceHosts: readonly string[] }
  serviceHosts: readonly string[]
}

export function admissionOf({ bot, hosts, serviceHosts, allowedTenants }: AdmissionSettings): Admission {
  const rule: ServiceUrlRule = bot
    ? { kind: 'listed', cloudHosts: hosts.serviceHosts, extraHosts: serviceHosts }
    : { kind: 'any-loopback' }
  return { allowedTenants, isAllowedServiceUrl: (url) => isAllowedServiceUrl(url, rule) }
}

/**
 * Whether an activity may be worked on at all. A verified token says only "this came from Teams": a bot filters
 * tenants, channels and the hosts it answers to by itself (trust.md 3.5).
 */
export function isAdmitted(activity: Activity, { allowedTenants, isAllowedServiceUrl }: Admission): boolean {
  if (activity.channelId !== 'msteams') return false
  if (!isAllowedServiceUrl(activity.serviceUrl)) return false
  const tenantId = tenantOf(activity)
  const claimed = field(field(activity.channelData, 'tenant'), 'id')
  if (claimed !== undefined && claimed !== null && !(isGuid(claimed) && claimed.toLowerCase() === tenantId))
    return false
  return allowedTenants === 'anybody' || (tenantId !== null && allowedTenants.includes(tenantId))
}
