import type { AuditEntry } from '../installations/audit-log.ts'
import type { InstallationStatus, Unknown, UpdateKind } from '../installations/installation-status.ts'
import type { CardView, PermissionSection } from './cards.ts'
import type { About } from './explain-outcome.ts'
import { explainTrouble } from './explain-trouble.ts'
import { actorWords, outcomeWords, versionsOf } from './outcome-words.ts'
import { permissionSections } from './permission-words.ts'
import { type Place, placeWords } from './place-words.ts'
import { type AppPresses, appPresses } from './press.ts'
import { shownName, shownVersion } from './shown-name.ts'
import { verdictWords } from './verdict-words.ts'

/** One thing that is known, or is not, with the raw names of the permissions that would reveal it. */
export type Fact = { title: string; lines: string[]; names: string[] }

export type StatusCard = {
  card: 'status'
  appName: string
  installed: string
  newest: string
  summary: string
  declined: string | null
  asked: PermissionSection[]
  facts: Fact[]
  last: { at: Date; lines: string[] } | null
  details: PermissionSection[]
  next: string[]
  offer: 'upgrade' | 'upgrade-anyway'
  press: AppPresses
}

type Installed = Extract<InstallationStatus, { kind: 'installed' }>

/** The card for what is installed here and what an upgrade would bring. Reading it changes nothing. */
export function explainStatus(status: InstallationStatus, about: About): CardView {
  switch (status.kind) {
    case 'installed':
      return explainInstalled(status, about)
    case 'not-installed':
    case 'refused':
    case 'try-later':
    case 'failed':
      return explainTrouble(status, about, 'status')
  }
}

function explainInstalled(status: Installed, about: About): StatusCard {
  const { permissions, granted, newest, last } = status
  return {
    card: 'status',
    appName: shownName(status.appName),
    installed: shownVersion(status.installed),
    newest: newest.kind === 'known' ? shownVersion(newest.version) : 'unknown',
    ...updateWords(status.update),
    declined: status.isDeclined
      ? 'Somebody here said “Not now” to this version. The installed one keeps working.'
      : null,
    asked: permissions.kind === 'known' ? permissionSections([['New permissions', permissions.added]]) : [],
    facts: statusFacts(status, about),
    last: last.kind === 'known' && last.entry !== null ? lastUpgrade(last.entry) : null,
    details: permissionSections([
      ['Permissions kept', permissions.kind === 'known' ? permissions.kept : []],
      ['No longer asked for', permissions.kind === 'known' ? permissions.dropped : []],
      ['Granted now', granted.kind === 'known' ? granted.permissions : []],
    ]),
    offer: status.update === 'none' ? 'upgrade-anyway' : 'upgrade',
    press: appPresses(about.app),
  }
}

function lastUpgrade({ at, outcome, actor }: AuditEntry): NonNullable<StatusCard['last']> {
  const versions = versionsOf(outcome)
  return { at, lines: [...(versions ? [versions] : []), outcomeWords(outcome), `By ${actorWords(actor)}`] }
}

function statusFacts(status: Installed, { place, askedBy }: About): Fact[] {
  const { newest, permissions, granted, last } = status
  const asker = { place, askedBy: askedBy ?? null }
  return [
    { title: 'Who may upgrade here', ...verdictWords(status.mayUpgrade, 'upgrade', asker) },
    ...(status.update === 'consent'
      ? [
          {
            title: 'Who may accept the new permissions',
            ...verdictWords(status.mayConsent, 'accept them', asker),
          },
        ]
      : []),
    ...(newest.kind === 'unknown' ? [unknownFact('Newest version', newest)] : []),
    ...(permissions.kind === 'unknown' ? [unknownFact('Permissions the newest version asks for', permissions)] : []),
    ...grantedFact(granted, place),
    ...lastFact(last),
  ]
}

function grantedFact(granted: Installed['granted'], place: Place): Fact[] {
  if (granted.kind === 'unknown') return [unknownFact('Permissions granted now', granted)]
  return granted.permissions.length > 0
    ? []
    : [{ title: 'Permissions granted now', lines: [`None ${placeWords(place).here}.`], names: [] }]
}

function lastFact(last: Installed['last']): Fact[] {
  if (last.kind === 'unknown') return [unknownFact('Last upgrade', last)]
  return last.entry ? [] : [{ title: 'Last upgrade', lines: ['None by this bot, as far as it remembers.'], names: [] }]
}

function unknownFact(title: string, { revealedBy }: Unknown): Fact {
  const how =
    revealedBy.length > 0
      ? 'Unknown. An admin can grant this bot one of these Graph permissions to reveal it:'
      : 'Unknown: it could not be read now.'
  return { title, lines: [how], names: revealedBy }
}

function updateWords(update: UpdateKind): { summary: string; next: string[] } {
  switch (update) {
    case 'none':
      return {
        summary: 'Nothing to do: Teams reports the newest version in your organization’s catalog.',
        next: [
          'Teams may report a version before it is really there. If the app still behaves like an older one, upgrade anyway.',
        ],
      }
    case 'probably-automatic':
      return {
        summary:
          'A newer version is available. It asks for the same permissions, so Teams will probably install it by itself in some days. Other reasons to wait for somebody, such as a changed bot, cannot be seen from here.',
        next: ['Press Upgrade to have it now.'],
      }
    case 'upgrade':
      return {
        summary:
          'A newer version is available. The permissions it asks for have changed, so Teams waits for somebody to upgrade. None of them has to be accepted first.',
        next: ['Press Upgrade to install it here.'],
      }
    case 'consent':
      return {
        summary: 'A newer version is available. It asks for new permissions that somebody has to accept first.',
        next: ['Press Upgrade to be asked; nothing changes before somebody accepts.'],
      }
    case 'unknown':
      return {
        summary: 'This bot cannot tell whether a newer version is available.',
        next: ['Press Upgrade to bring the app to the newest version in the catalog, whichever it is.'],
      }
  }
}
