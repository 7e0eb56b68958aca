import { randomUUID } from 'node:crypto'
import type { CloudName } from '../../clouds.ts'
import type { DatabaseState, Inspection, TokenClaims } from '../../installations/inspection.ts'
import { checkCatalog, checkWebApplication, newestPublished } from './check-app.ts'
import { checkClock } from './check-clock.ts'
import { checkCloud } from './check-cloud.ts'
import { checkDatabase } from './check-database.ts'
import { checkManifest } from './check-manifest.ts'
import { checkOtherRights, type RightsKnown } from './check-other-rights.ts'
import { checkRolloutRights, type RolloutRightsKnown } from './check-rollout-rights.ts'
import { checkSettings } from './check-settings.ts'
import { checkPersonalSwitch, checkTeamAndChatSwitches } from './check-switches.ts'
import { checkTab } from './check-tab.ts'
import { attempt, checkBotToken, checkGraphToken } from './check-token.ts'
import { checkUpgradeRights } from './check-upgrade-rights.ts'
import { type Finding, missing, unknown } from './finding.ts'
import type { ManifestReading } from './read-manifest.ts'

/** What doctor needs to know of the settings. */
export type DoctorSettings = {
  /** What the settings deserve a look for. */
  warnings: string[]
  cloud: CloudName
  /** Null: whatever tenant the credential is of. */
  tenantId: string | null
  isServed: boolean
  teamsAppId: string
  /** The Entra app of the credential; null where that is a sandbox's. */
  clientAppId: string | null
  botId: string | null
  rollouts: Pick<RolloutRightsKnown, 'hasRolloutAdmins' | 'isAutomatic' | 'rolloutSource'>
  tab: { clientId: string | null; domain: string | null }
}

export type DoctorParts = {
  settings: DoctorSettings
  inspection: Inspection
  /** Null: there is no registration. */
  botToken: (() => Promise<unknown>) | null
  database(): Promise<DatabaseState>
  manifest(): Promise<ManifestReading>
}

/** Reads what there is to be read, all at once, and judges it. Changes nothing anywhere. */
export async function runChecks({ settings, ...parts }: DoctorParts): Promise<Finding[]> {
  const [clock, token, bot, database, manifest] = await Promise.all([
    parts.inspection.clockLead(),
    attempt(parts.inspection.token()),
    checkBotToken(parts.botToken),
    parts.database(),
    parts.manifest(),
  ])
  return [
    ...checkSettings(settings),
    ...checkClock(clock),
    checkGraphToken(token, settings),
    bot,
    ...(token.kind === 'got' ? await checkTenant(token.value, settings, parts.inspection) : [withoutToken]),
    checkDatabase(database),
    checkManifest(manifest, settings),
    checkTab(settings.tab, settings.cloud),
    ...checkCloud(settings.cloud),
  ]
}

const withoutToken = unknown('tenant', 'Without a token for Graph nothing of the tenant can be read.')

/** What only a token can see. */
async function checkTenant(
  claims: TokenClaims | null,
  settings: DoctorSettings,
  inspection: Inspection,
): Promise<Finding[]> {
  const call = { correlationId: randomUUID() }
  const { teamsAppId, cloud, rollouts } = settings
  const [entry, policies, personal] = await Promise.all([
    inspection.catalogEntry({ by: 'externalId', id: teamsAppId }, call),
    inspection.consentPolicies(call),
    inspection.personalConsent(call),
  ])
  const newest = newestPublished(entry.kind === 'ok' ? entry.value : null)
  const required = newest?.required ?? []
  const roles = claims?.roles ?? null
  const app = checkWebApplication({ newest, appId: claims?.appId ?? settings.clientAppId, roles })
  return [
    ...checkRoles(roles, { cloud, required, ...rollouts }),
    checkCatalog(entry, teamsAppId),
    ...(app ? [app] : []),
    ...checkTeamAndChatSwitches({ policies, required, cloud }),
    checkPersonalSwitch(personal),
  ]
}

type RolesKnown = Omit<RightsKnown & RolloutRightsKnown, 'roles'>

function checkRoles(roles: string[] | null, known: RolesKnown): Finding[] {
  if (!roles) {
    return [
      unknown(
        'permissions',
        'The token does not say what it may do, so its permissions cannot be compared with what is needed.',
      ),
    ]
  }
  const all = { roles, ...known }
  const findings = [...checkUpgradeRights(all), ...checkOtherRights(all), ...checkRolloutRights(all)]
  return roles.length > 0 ? findings : [noRoles, ...findings]
}

const noRoles = missing(
  'permissions',
  'The token has no application permission at all: they were added as delegated ones, or admin consent was never granted.',
  'In the Entra admin center, App registrations › API permissions: add them as application permissions and press Grant admin consent.',
)
