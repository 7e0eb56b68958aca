import type { RefusalReason } from '../../../installations/upgrade-outcome.ts'
import type { Formats } from './formats.ts'
import type { Notice, OutcomeWords } from './words.ts'

export function germanOutcomes({ wait }: Formats): OutcomeWords {
  return {
    upgraded: (to) => ({
      title: 'Aktualisiert',
      text: to ? `Teams meldet jetzt Version ${to}.` : 'Teams meldet ihre Version nicht.',
    }),
    upgradedIncomplete: {
      title: 'Aktualisiert, aber es fehlen Berechtigungen',
      text: 'Teams erteilt Berechtigungen manchmal erst Minuten nach der Aktualisierung.',
      next: 'Sehen Sie in einigen Minuten noch einmal nach. Bleibt es so, entfernen Sie die App und fügen Sie sie wieder hinzu.',
    },
    accepted: {
      title: 'Angenommen',
      text: 'Microsoft Graph hat die Aktualisierung angenommen, aber Teams zeigt die neue Version noch nicht. Das kann einige Minuten dauern.',
      next: 'Es ist nichts zu tun. Sehen Sie später noch einmal nach.',
    },
    alreadyLatest: (version) => ({
      title: 'Schon auf dem neuesten Stand',
      text: `Teams meldet Version ${version}, die neueste im Katalog Ihrer Organisation. Es wurde nichts geändert.`,
    }),
    needsConsent: {
      title: 'Verlangt neue Berechtigungen',
      text: 'Zuerst muss jemand zustimmen. Es wurde nichts geändert.',
    },
    notInstalled,
    refused: germanRefusals,
    nextInMeeting:
      'Schreiben Sie „upgrade app“ in den Chat der Besprechung: Dort darf es, wer sie organisiert oder in ihr präsentiert.',
    tryLater: (seconds) => ({
      title: 'Microsoft Graph ist ausgelastet',
      text: `Bitte versuchen Sie es ${wait(seconds)} noch einmal.`,
    }),
    failed: {
      title: 'Ob aktualisiert wurde, ist nicht sicher',
      text: 'Unterwegs ist etwas Unerwartetes geschehen.',
      next: 'Sehen Sie noch einmal nach, was Teams jetzt meldet, und versuchen Sie es dann wieder. Geschieht es erneut, geben Sie die Angaben unten Ihrer Administration.',
    },
    failedUnsent: {
      title: 'Es wurde nicht aktualisiert',
      text: 'Unterwegs ist etwas Unerwartetes geschehen. Es wurde nichts gesendet und nichts geändert.',
      next: 'Versuchen Sie es noch einmal. Geschieht es erneut, geben Sie die Angaben unten Ihrer Administration.',
    },
    details: 'Einzelheiten',
    requestId: 'Anfragekennung',
    short: {
      upgraded: 'Aktualisiert',
      'upgraded-incomplete': 'Aktualisiert, aber es fehlen Berechtigungen',
      accepted: 'Angenommen; noch nicht zu sehen',
      'already-latest': 'War schon auf dem neuesten Stand',
      'needs-consent': 'Wartet auf Zustimmung; nichts geändert',
      'not-installed': 'Hier nicht gefunden',
      'not-allowed': 'Abgelehnt: Die Person darf das nicht',
      refused: 'Von Microsoft Graph abgelehnt',
      'try-later': 'Aufgeschoben: Microsoft Graph war ausgelastet',
      failed: 'Gescheitert; kein Upgrade war zu sehen',
    },
  }
}

const notInstalled: OutcomeWords['notInstalled'] = {
  me: {
    title: 'Nicht gefunden',
    text: 'Die App ist nicht mehr für Sie installiert, oder Microsoft Graph zeigt sie dieser App nicht.',
    next: 'Sehen Sie in Teams unter Apps › Ihre Apps verwalten nach. Fehlt sie dort, bringt Hinzufügen die neueste Version.',
  },
  team: {
    title: 'Nicht gefunden',
    text: 'Die App ist in diesem Team nicht mehr installiert, oder Microsoft Graph zeigt sie dieser App nicht.',
    next: 'Sehen Sie in Teams unter Team verwalten › Apps nach. Fehlt sie dort, bringt Hinzufügen die neueste Version.',
  },
  chat: {
    title: 'Nicht gefunden',
    text: 'Die App ist in diesem Chat nicht mehr installiert, oder Microsoft Graph zeigt sie dieser App nicht.',
    next: 'Sehen Sie in Teams unter Apps verwalten dieses Chats nach. Fehlt sie dort, bringt Hinzufügen die neueste Version.',
  },
}

export const germanRefusals: Record<RefusalReason, Notice> = {
  'not-allowed-person': {
    title: 'Das dürfen Sie hier nicht',
    text: 'Es wurde nichts geändert.',
    next: 'Wer es darf, kann es in diesem Tab tun oder den Bot darum bitten.',
  },
  'missing-permission': {
    title: 'Dieser App fehlt eine Berechtigung von Microsoft Graph',
    text: 'Es wurde nichts geändert.',
    next: 'Ihre Administration kann sie im Entra Admin Center erteilen: App-Registrierungen › API-Berechtigungen. Versuchen Sie es einige Minuten danach noch einmal.',
  },
  'permission-mismatch': {
    title: 'Zugestimmt wurde etwas anderem, als die neue Version verlangt',
    text: 'Vielleicht wurde gerade eine neuere veröffentlicht, oder diese App darf nicht zustimmen. Es wurde nichts geändert.',
    next: 'Versuchen Sie es in einigen Minuten noch einmal. Bleibt es so, fragen Sie Ihre Administration.',
  },
  'app-mismatch': {
    title: 'Diese App darf nur sich selbst aktualisieren',
    text: 'Microsoft Graph meldet, dass dies eine andere App ist. Es wurde nichts geändert.',
    next: 'Ihre Administration kann eine Berechtigung erteilen, die für alle Apps gilt.',
  },
  unsupported: {
    title: 'Microsoft Graph bietet das hier nicht an',
    text: 'Es wurde nichts geändert.',
    next: 'Von Hand lässt sich die App trotzdem aktualisieren, dort, wo Teams sie aufführt.',
  },
  rejected: {
    title: 'Microsoft Graph hat abgelehnt',
    text: 'Den Grund kennt diese App nicht. Es wurde nichts geändert.',
    next: 'Geben Sie die Antwort unten Ihrer Administration. Ein neuer Versuch endet vermutlich genauso.',
  },
}
