import { type Finding, missing, ok, unknown } from './finding.ts'
import type { ManifestReading } from './read-manifest.ts'

export type OwnIds = { teamsAppId: string; botId: string | null; clientAppId: string | null }

/** Whether the package that this folder would build is the app that these settings are for. */
export function checkManifest(reading: ManifestReading, own: OwnIds): Finding {
  const check = 'manifest'
  if (reading.kind === 'absent') {
    return unknown(
      check,
      `${reading.file} is not on this machine, so the package cannot be compared with the settings.`,
    )
  }
  const { ids, envFile, problems } = reading
  const differing = [
    ...differs('its id', ids.teamsAppId, { name: 'TEAMS_APP_ID', value: own.teamsAppId }),
    ...ids.botIds.flatMap((botId) => differs('its botId', botId, { name: 'BOT_ID', value: own.botId })),
    ...differs('its webApplicationInfo.id', ids.clientAppId, { name: 'AZURE_CLIENT_ID', value: own.clientAppId }),
  ]
  if (problems.length > 0) {
    return missing(
      check,
      `The manifest is not valid: ${problems.join(' ')}`,
      `Put it right, or the values in ${envFile}; npm run package checks it.`,
    )
  }
  if (differing.length > 0) {
    return missing(
      check,
      `The manifest is another app’s: ${differing.join('; ')}.`,
      `Put the same ids into ${envFile} and into the bot’s settings.`,
    )
  }
  const ids3 = 'has the ids of these settings'
  if (!reading.isValidated)
    return unknown(
      check,
      `The manifest ${ids3}; it was not validated, for want of @microsoft/app-manifest.`,
      'Run doctor where the development dependencies are installed.',
    )
  return ok(check, `The manifest is valid and ${ids3}.`)
}

/** `value` null: not set, so there is nothing to be the same as. */
function differs(what: string, found: unknown, { name, value }: { name: string; value: string | null }): string[] {
  if (value === null || String(found).toLowerCase() === value.toLowerCase()) return []
  return [`${what} is ${String(found)}, and ${name} is ${value}`]
}
