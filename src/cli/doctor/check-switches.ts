import type { CloudName } from '../../clouds.ts'
import type { Answer } from '../../installations/answer.ts'
import type { Permission } from '../../installations/permission-set.ts'
import { type Finding, missing, ok, unknown } from './finding.ts'
import { inWords } from './trouble-words.ts'

type SwitchKnown = { policies: Answer<string[]>; required: Permission[]; cloud: CloudName }

/*
 * https://learn.microsoft.com/microsoftteams/platform/graph-api/rsc/grant-resource-specific-consent, "Configure consent
 * settings": since 2024 teams and chats have consent policies that Microsoft manages unless an admin replaced them. The
 * same page leaves the government clouds as they were, with switches that no application token can read.
 */
const owned = 'managepermissiongrantsforownedresource.'
const managed = `${owned}microsoft-dynamically-managed-permissions-for-`

/** Whether owners of teams, and members of chats, may give apps resource-specific permissions at all. */
export function checkTeamAndChatSwitches(known: SwitchKnown): Finding[] {
  return [
    checkSwitch('team', known, {
      who: 'Owners of teams',
      command: 'Get-MgBetaTeamRscConfiguration',
      suffix: '.Group',
    }),
    checkSwitch('chat', known, { who: 'Members of chats', command: 'Get-MgBetaChatRscConfiguration', suffix: '.Chat' }),
  ]
}

type Named = { who: string; command: string; suffix: string }

function checkSwitch(kind: 'team' | 'chat', known: SwitchKnown, { who, command, suffix }: Named): Finding {
  const check = `consent-switch-${kind}`
  const look = `An admin can look: ${command} in Microsoft Graph PowerShell`
  const { policies, required, cloud } = known
  if (policies.kind === 'refused') {
    const how = `${look}; or grant Policy.Read.All, and doctor looks.`
    return unknown(
      check,
      `${who} may or may not give apps permissions: that cannot be read without Policy.Read.All.`,
      how,
    )
  }
  if (policies.kind !== 'ok') {
    return unknown(check, `${who} may or may not give apps permissions: ${inWords(policies)}.`, `${look}.`)
  }
  const named = policies.value.map((policy) => policy.toLowerCase())
  if (named.includes(`${managed}${kind}`))
    return ok(check, `${who} may give apps permissions, as Microsoft manages it.`)
  if (cloud !== 'global' || named.some((policy) => policy.startsWith(owned) && !policy.startsWith(managed))) {
    return unknown(check, `${who} may give apps permissions by a rule of this tenant’s own, or not at all.`, `${look}.`)
  }
  const needed = required.some(
    ({ permissionValue, permissionType }) => permissionType === 'application' && permissionValue.endsWith(suffix),
  )
  const isOff = `${who} may not give apps resource-specific permissions in this tenant`
  if (!needed) return ok(check, `${isOff}; the published version asks for none of them.`)
  return missing(
    check,
    `${isOff}, and the published version asks for some.`,
    `An admin can allow it: ${command.replace('Get-', 'Set-')} -State ManagedByMicrosoft in Microsoft Graph PowerShell.`,
  )
}

/** An application token may not read it by Microsoft's page, so the usual answer is a refusal. */
export function checkPersonalSwitch(answer: Answer<boolean | null>): Finding {
  const check = 'consent-switch-user'
  const look =
    'An admin can look: Get-MgTeamworkTeamAppSetting in Microsoft Graph PowerShell, IsUserPersonalScopeResourceSpecificConsentEnabled.'
  if (answer.kind === 'ok' && answer.value === true)
    return ok(check, 'Apps may hold permissions in people’s personal scope.')
  if (answer.kind === 'ok' && answer.value === false) {
    return missing(
      check,
      'Apps that ask for resource-specific permissions cannot be installed in people’s personal scope.',
      'An admin can allow it: Update-MgTeamworkTeamAppSetting -IsUserPersonalScopeResourceSpecificConsentEnabled in Microsoft Graph PowerShell.',
    )
  }
  return unknown(
    check,
    'Whether apps may hold permissions in people’s personal scope is not shown to applications.',
    look,
  )
}
