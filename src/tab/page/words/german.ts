import type { Formats } from './formats.ts'
import { germanOutcomes } from './german-outcomes.ts'
import { germanPermissions } from './german-permissions.ts'
import { germanProblems } from './german-problems.ts'
import type { AppWords, ConsentWords, HistoryWords, Language, ListWords, UpgradeAllWords, Words } from './words.ts'

export const german: Language = { language: 'de', words: germanWords }

const apps = (count: number, { number }: Formats) => `${number(count)} ${count === 1 ? 'App' : 'Apps'}`

function germanWords(formats: Formats): Words {
  return {
    title: { me: 'Ihre Apps', team: 'Apps in diesem Team', chat: 'Apps in diesem Chat' },
    tabs: { label: 'Was angezeigt wird', apps: 'Apps', history: 'Verlauf', rollouts: 'Rollouts' },
    list: listWords(formats),
    app: appWords,
    upgradeAll: upgradeAllWords(formats),
    permissions: {
      meanings: germanPermissions,
      noMeaning: 'Keine Beschreibung bekannt',
      actor: { application: 'die App von sich aus', delegated: 'nur im Namen der Person, die sie benutzt' },
      added: 'Neu',
      kept: 'Wie bisher',
      dropped: 'Nicht mehr verlangt',
      missing: 'Verlangt, aber nicht erteilt',
      lost: 'Vorher erteilt, jetzt nicht mehr',
      granted: 'Erteilte Berechtigungen',
    },
    consent: consentWords,
    outcome: germanOutcomes(formats),
    history: historyWords,
    ...germanProblems(formats),
    outside: {
      title: 'Diese Seite gehört in Microsoft Teams',
      text: 'Nur Teams kann ihr sagen, wer Sie sind und welche Apps sie zeigen soll. Öffnen Sie dort Upgrade Assistant.',
      open: 'Microsoft Teams öffnen',
    },
    configure: {
      team: {
        title: 'Einen Tab mit den Apps dieses Teams hinzufügen',
        text: 'Er zeigt alle Apps dieses Teams mit ihrer Version. Wer das darf, kann sie dort aktualisieren.',
        next: 'Es gibt nichts einzustellen. Speichern genügt.',
      },
      chat: {
        title: 'Einen Tab mit den Apps dieses Chats hinzufügen',
        text: 'Er zeigt alle Apps dieses Chats mit ihrer Version. Die Mitglieder können sie dort aktualisieren.',
        next: 'Es gibt nichts einzustellen. Speichern genügt.',
      },
      tabName: 'App-Updates',
      failed: 'Teams konnte den Tab nicht speichern. Bitte versuchen Sie es noch einmal.',
    },
    tryAgain: 'Noch einmal versuchen',
    continue: 'Weiter',
  }
}

function listWords(formats: Formats): ListWords {
  const description = 'hinzugefügt werden, erscheinen hier mit ihrer Version.'
  return {
    label: 'Installierte Apps',
    loading: 'Die installierten Apps werden gesucht …',
    summary: ({ apps: count, updates }) =>
      updates === 0
        ? `${apps(count, formats)}, nichts zu aktualisieren.`
        : `${apps(count, formats)}, davon ${formats.number(updates)} mit neuerer Version.`,
    refresh: 'Noch einmal nachsehen',
    refreshed: 'Die Liste ist auf dem neuesten Stand.',
    empty: {
      me: { title: 'Noch keine Apps', text: 'Apps, die Sie in Teams hinzufügen, erscheinen hier mit ihrer Version.' },
      team: { title: 'Keine Apps in diesem Team', text: `Apps, die diesem Team ${description}` },
      chat: { title: 'Keine Apps in diesem Chat', text: `Apps, die diesem Chat ${description}` },
    },
    linkedAppMissing: {
      me: 'Die App aus dem Link ist nicht unter Ihren Apps.',
      team: 'Die App aus dem Link ist in diesem Team nicht installiert.',
      chat: 'Die App aus dem Link ist in diesem Chat nicht installiert.',
    },
  }
}

const appWords: AppWords = {
  installed: 'Installierte Version',
  newest: 'neueste Version',
  unknownVersion: 'unbekannt',
  state: {
    none: 'Auf dem neuesten Stand',
    'probably-automatic': 'Aktualisiert Teams vermutlich selbst',
    upgrade: 'Neuere Version',
    consent: 'Verlangt neue Berechtigungen',
    unknown: 'Neueste Version nicht bekannt',
  },
  upgrade: 'Aktualisieren',
  review: 'Prüfen',
  upgradeNamed: (name) => `${name} aktualisieren`,
  reviewNamed: (name) => `Prüfen, was ${name} verlangt`,
  upgrading: 'Wird aktualisiert …',
  upgradingNamed: (name) => `${name} wird aktualisiert`,
  copyLink: (name) => `Link zu ${name} kopieren`,
  asks: 'Was sie verlangt',
}

function upgradeAllWords({ number }: Formats): UpgradeAllWords {
  return {
    start: (count) => `Alle aktualisieren (${number(count)})`,
    stop: 'Nach dieser anhalten',
    stopping: 'Wird angehalten …',
    progress: (done, total) => `${number(done)} von ${number(total)} fertig`,
    progressLabel: 'Alle werden aktualisiert',
    noWayBack:
      '„Alle aktualisieren“ lässt Apps aus, die neue Berechtigungen verlangen. Zu einer älteren Version kann Teams nicht zurück.',
    ended: ({ upgraded, others, untried }) =>
      [
        `${number(upgraded)} aktualisiert.`,
        others > 0 ? `${number(others)} anders ausgegangen: siehe Liste.` : '',
        untried > 0 ? `${number(untried)} nicht versucht.` : '',
      ]
        .filter(Boolean)
        .join(' '),
  }
}

const consentWords: ConsentWords = {
  title: (name) => `Was ${name} verlangt`,
  lead: {
    me: 'Die neue Version verlangt Berechtigungen, denen Sie noch nicht zugestimmt haben.',
    team: 'Die neue Version verlangt Berechtigungen, denen in diesem Team noch niemand zugestimmt hat. Wer das Team besitzt, kann zustimmen.',
    chat: 'Die neue Version verlangt Berechtigungen, denen in diesem Chat noch niemand zugestimmt hat.',
  },
  leadInMeeting:
    'Die neue Version verlangt Berechtigungen, denen in diesem Chat noch niemand zugestimmt hat. Wer die Besprechung organisiert oder in ihr präsentiert, stimmt in ihrem Chat zu und schreibt dort „upgrade app“: Dieser Tab kann nicht erkennen, wer das ist.',
  changed: 'Was die App verlangt, hat sich inzwischen geändert. Bitte sehen Sie noch einmal nach.',
  accept: 'Zustimmen und aktualisieren',
  notNow: 'Nicht jetzt',
  close: 'Schließen',
  exactly:
    'Sie stimmen genau den neuen und den bisherigen Berechtigungen zu. Eine Aktualisierung lässt sich in Teams nicht zurücknehmen. „Nicht jetzt“ ändert nichts: Die installierte Version arbeitet weiter.',
}

const historyWords: HistoryWords = {
  label: 'Aktualisierungen, die neueste zuerst',
  loading: 'Frühere Aktualisierungen werden gesucht …',
  empty: { title: 'Noch nichts', text: 'Aktualisierungen stehen ab jetzt hier, von wem sie auch sind.' },
  more: 'Ältere zeigen',
  end: 'Das ist alles.',
  by: (name, via) => {
    const who = name?.trim() || 'Jemand'
    const how = {
      typed: '',
      pressed: '',
      tab: ', im Tab',
      rollout: ', durch einen Rollout',
      terminal: ', vom Terminal',
    }
    return `${who}${how[via]}`
  },
  unnamedApp: 'Eine App',
}
