import type { RefusalReason } from '../../../installations/upgrade-outcome.ts'
import type { Formats } from './formats.ts'
import type { Notice, OutcomeWords } from './words.ts'

export function englishOutcomes({ wait }: Formats): OutcomeWords {
  return {
    upgraded: (to) => ({
      title: 'Upgraded',
      text: to ? `Teams now reports version ${to}.` : 'Teams does not report its version.',
    }),
    upgradedIncomplete: {
      title: 'Upgraded, but permissions are missing',
      text: 'Teams may grant permissions some minutes after the upgrade.',
      next: 'Look again in some minutes. If it stays like this, remove the app and add it again.',
    },
    accepted: {
      title: 'Accepted',
      text: 'Microsoft Graph accepted the upgrade, but Teams does not show the new version yet. That can take some minutes.',
      next: 'There is nothing to do. Look again later to see whether it has arrived.',
    },
    alreadyLatest: (version) => ({
      title: 'Up to date already',
      text: `Teams reports version ${version}, the newest in your organization’s catalog. Nothing was changed.`,
    }),
    needsConsent: {
      title: 'Asks for new permissions',
      text: 'Somebody has to accept them first. Nothing was changed.',
    },
    notInstalled,
    refused: englishRefusals,
    nextInMeeting: 'Type “upgrade app” in the meeting’s chat: there its organizer or a presenter may do it.',
    tryLater: (seconds) => ({
      title: 'Microsoft Graph is busy',
      text: `It asks to wait. Please try again ${wait(seconds)}.`,
    }),
    failed: {
      title: 'It is not certain whether this was upgraded',
      text: 'Something unexpected happened on the way.',
      next: 'Look again to see what Teams reports now, then try again. If it happens again, give your admin the details.',
    },
    failedUnsent: {
      title: 'This was not upgraded',
      text: 'Something unexpected happened on the way. Nothing was sent, so nothing was changed.',
      next: 'Try again. If it happens again, give your admin the details.',
    },
    details: 'Details',
    requestId: 'Request id',
    short: {
      upgraded: 'Upgraded',
      'upgraded-incomplete': 'Upgraded, but permissions are missing',
      accepted: 'Accepted; not visible yet',
      'already-latest': 'Up to date already',
      'needs-consent': 'Waits for consent; nothing was changed',
      'not-installed': 'Not found here',
      'not-allowed': 'Refused: the person may not',
      refused: 'Refused by Microsoft Graph',
      'try-later': 'Put off: Microsoft Graph was busy',
      failed: 'Failed; no upgrade was seen',
    },
  }
}

const notInstalled: OutcomeWords['notInstalled'] = {
  me: {
    title: 'Not found',
    text: 'The app is not installed for you any more, or Microsoft Graph does not show it to this one.',
    next: 'Look in Teams under Apps › Manage your apps. If it is not there, adding it installs the newest version.',
  },
  team: {
    title: 'Not found',
    text: 'The app is not installed in this team any more, or Microsoft Graph does not show it to this one.',
    next: 'Look in Teams under Manage team › Apps. If it is not there, adding it installs the newest version.',
  },
  chat: {
    title: 'Not found',
    text: 'The app is not installed in this chat any more, or Microsoft Graph does not show it to this one.',
    next: 'Look in Teams under Manage apps of this chat. If it is not there, adding it installs the newest version.',
  },
}

export const englishRefusals: Record<RefusalReason, Notice> = {
  'not-allowed-person': {
    title: 'You may not do that here',
    text: 'Nothing was changed.',
    next: 'Somebody who may can do it from this tab, or by asking the bot.',
  },
  'missing-permission': {
    title: 'This app lacks a Microsoft Graph permission',
    text: 'Nothing was changed.',
    next: 'An admin of your organization can grant it in the Entra admin center: App registrations › API permissions. Then wait some minutes and try again.',
  },
  'permission-mismatch': {
    title: 'What was accepted is not what the new version asks for',
    text: 'Perhaps a newer version has just been published, or this app may not accept permissions. Nothing was changed.',
    next: 'Try again in some minutes. If it ends the same way, tell your admin.',
  },
  'app-mismatch': {
    title: 'This app may only upgrade itself',
    text: 'Microsoft Graph says that this is another app. Nothing was changed.',
    next: 'An admin can grant a permission that reaches every app.',
  },
  unsupported: {
    title: 'Microsoft Graph does not offer this here',
    text: 'Nothing was changed.',
    next: 'The app can still be updated by hand, where Teams lists it.',
  },
  rejected: {
    title: 'Microsoft Graph said no',
    text: 'The reason is not one this app knows. Nothing was changed.',
    next: 'Give your admin the answer below. Trying again will likely end the same way.',
  },
}
