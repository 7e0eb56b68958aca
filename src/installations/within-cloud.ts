import type { CloudName } from '../clouds.ts'
import type { Trouble } from './answer.ts'
import { cloudLimit } from './cloud-limits.ts'
import type { InstalledApps } from './installed-apps.ts'
import type { Scope } from './scope.ts'

/** The same installations, except that what the cloud's Graph cannot do is refused here, with words, and never sent. */
export function withinCloud(installedApps: InstalledApps, cloud: CloudName): InstalledApps {
  const refuse = ({ kind }: Scope): Trouble | null => {
    const detail = cloudLimit(cloud, kind)
    return detail === null ? null : { kind: 'refused', reason: 'unsupported', detail, requestId: null }
  }
  return {
    find: async (scope, app, call) => refuse(scope) ?? installedApps.find(scope, app, call),
    list: async (scope, call) => refuse(scope) ?? installedApps.list(scope, call),
    readGrants: async (scope, clientAppId, call) => refuse(scope) ?? installedApps.readGrants(scope, clientAppId, call),
    readConsented: async (scope, app, call) => refuse(scope) ?? installedApps.readConsented(scope, app, call),
    upgrade: async (scope, upgrade, call) => refuse(scope) ?? installedApps.upgrade(scope, upgrade, call),
  }
}
