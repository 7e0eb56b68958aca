import type { UpgradeOutcome } from '../installations/upgrade-outcome.ts'
import { namedPermissions, upgradePermissions } from './graph-permissions.ts'
import { type Place, placeWords } from './place-words.ts'

export type Refused = Extract<UpgradeOutcome, { kind: 'refused' }>

/** What a refusal means: what happened, who can change it, how, and the raw names of the permissions concerned. */
export type RefusalWords = {
  /** The one sentence that says it all, where there is one. */
  lead: string | null
  summary: string
  whoCanFix: string | null
  next: string[]
  permissions: string[]
  /** Present where the detail is said already. */
  detailTitle?: null
  detail?: null
}

export function explainRefusal(refused: Refused, place: Place): RefusalWords {
  switch (refused.reason) {
    case 'not-allowed-person':
      return notAllowedPerson(refused, place)
    case 'missing-permission':
      return missingPermission(refused, place)
    case 'permission-mismatch':
      return permissionMismatch(place)
    case 'app-mismatch':
      return appMismatch(place)
    case 'unsupported':
      return unsupported(refused, place)
    case 'rejected':
      return {
        lead: null,
        summary: 'Microsoft Graph said no, for a reason this bot does not know.',
        whoCanFix: 'An admin of your organization, with the details below.',
        next: ['Give your admin the answer and the request id below.', 'Trying again will likely end the same way.'],
        permissions: [],
      }
  }
}

/** Refused by ourselves: the detail says already what this cloud cannot do and where to do it instead. */
function unsupported({ detail, requestId }: Refused, place: Place): RefusalWords {
  const { here, whereInTeams } = placeWords(place)
  if (requestId === null && detail.trim()) {
    const summary = `Nothing was changed ${here}.`
    return { lead: detail, summary, whoCanFix: null, next: [], permissions: [], detailTitle: null, detail: null }
  }
  return {
    lead: null,
    summary: `Microsoft Graph does not offer this ${here}, so this bot cannot do it.`,
    whoCanFix: 'No setting changes this; the app can still be upgraded by hand.',
    next: [`Look for the app ${whereInTeams} and update it there.`],
    permissions: [],
  }
}

function notAllowedPerson({ detail, requestId }: Refused, place: Place): RefusalWords {
  if (requestId !== null) {
    return {
      lead: null,
      summary: `You may not upgrade this app ${placeWords(place).here}. Nothing was changed.`,
      whoCanFix: 'An admin of your organization, or a person who may already accept permissions here.',
      next: ['An admin can allow owners to accept them in the Entra admin center: Consent and permissions.'],
      permissions: [],
    }
  }
  const whoMay: Record<Place, string> = {
    team: 'Only an owner of this team may do that.',
    chat: 'Only a member of this chat who belongs to the organization may do that; in a meeting, its organizer or a presenter.',
    user: 'Only the person whose chat this is may do that, signed in with their organization account.',
    me: 'Only the person whose app this is may do that, signed in with their organization account.',
  }
  return {
    lead: detail.trim() ? detail : whoMay[place],
    summary: `Nothing was changed ${placeWords(place).here}.`,
    whoCanFix: null,
    next: ['Somebody who may can press the button on the card, or ask me the same here.'],
    permissions: [],
    detailTitle: null,
    detail: null,
  }
}

function missingPermission({ detail }: Refused, place: Place): RefusalWords {
  const named = namedPermissions(detail, place)
  const kind = place === 'me' ? 'delegated' : 'application'
  return {
    lead: null,
    summary: 'This bot lacks a Microsoft Graph permission it needs for this. Nothing was changed.',
    whoCanFix: 'An admin of your organization.',
    next: [
      named.length > 1
        ? 'Any one of the permissions below is enough; the first is the narrowest.'
        : 'The permission below is what is missing.',
      `Add it in the Entra admin center: App registrations › the bot’s app › API permissions › Microsoft Graph, as ${kind} permission, and grant admin consent.`,
      'Wait some minutes, then try again.',
    ],
    permissions: named.length > 0 ? named : [upgradePermissions(place).self],
  }
}

function permissionMismatch(place: Place): RefusalWords {
  return {
    lead: null,
    summary:
      'What was consented to is not what the new version asks for, or this bot may not consent. Nothing was changed.',
    whoCanFix: 'Perhaps nobody needs to: a newer version may just have been published. Otherwise an admin.',
    next: [
      'Try again in some minutes.',
      'If it ends the same way, an admin can grant this bot a permission below, which lets it upgrade an app with new permissions.',
    ],
    permissions: upgradePermissions(place).withConsent,
  }
}

function appMismatch(place: Place): RefusalWords {
  return {
    lead: null,
    summary: 'This bot may upgrade only the app it belongs to, and Microsoft Graph says this app is another one.',
    whoCanFix: 'The publisher of the app, or an admin of your organization.',
    next: [
      'The publisher sets webApplicationInfo.id in the app’s manifest to the id of the bot’s Entra app and publishes that version.',
      'Or an admin grants this bot the permission below, which reaches every app.',
    ],
    permissions: [upgradePermissions(place).anyApp],
  }
}
