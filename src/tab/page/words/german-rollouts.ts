import type { Formats } from './formats.ts'
import { germanPlan, germanReview } from './german-plan.ts'
import { germanRolloutStates } from './german-rollout-states.ts'
import type { ChartWords, RolloutLanguage, RolloutWords, TargetWords } from './rollout-words.ts'

export const germanRollouts: RolloutLanguage = { language: 'de', words: rolloutWords }

function rolloutWords(formats: Formats): RolloutWords {
  const { number } = formats
  return {
    list: {
      label: 'Rollouts, der neueste zuerst',
      loading: 'Rollouts werden gesucht …',
      empty: {
        title: 'Noch keine Rollouts',
        text: 'Ein Rollout aktualisiert eine App in allen Teams, Chats und bei allen Personen der Organisation, in Wellen, und berichtet, wie es überall ausging.',
        next: 'Beginnen Sie mit einem Probelauf: Er liest alles, ändert nichts und sagt, was geschehen würde.',
      },
      create: 'Neuer Rollout',
      open: (name, version) => `${name} auf ${version}`,
      startedBy: (name, when) => `Gestartet von ${name?.trim() || 'jemandem'}, ${when}`,
      done: ({ done, total, failed }) =>
        `${number(done)} von ${number(total)} fertig${failed > 0 ? `, ${number(failed)} gescheitert` : ''}`,
    },
    back: 'Alle Rollouts',
    copyLink: 'Link zu diesem Rollout kopieren',
    dryRun: 'Probelauf',
    ...germanRolloutStates(formats),
    targets: targetWords(formats),
    plan: germanPlan(formats),
    review: germanReview(formats),
    cancel: 'Nicht jetzt',
    wave: ({ number: wave, places, state }) =>
      `Welle ${number(wave)}: ${number(places)} ${places === 1 ? 'Ort' : 'Orte'}, ${waveStates[state]}`,
    waves: 'Wellen',
    progress: 'Orte nach ihrem Ausgang',
    chart: chartWords(formats),
    report: {
      label: 'Bericht über jeden Ort',
      csv: 'CSV herunterladen',
      json: 'JSON herunterladen',
      failed: {
        title: 'Der Bericht kam nicht vollständig an',
        text: 'Es wurde nichts gespeichert.',
        next: 'Bitte versuchen Sie es noch einmal.',
      },
    },
  }
}

const waveStates = { done: 'fertig', open: 'offen', closed: 'noch nicht offen' }

const states: TargetWords['state'] = {
  upgraded: 'Aktualisiert',
  accepted: 'Angenommen, noch nicht gesehen',
  current: 'Schon aktuell',
  gone: 'Nicht mehr da',
  needsConsent: 'Braucht Zustimmung',
  refused: 'Abgelehnt',
  superseded: 'Eine neuere Version kam',
  skipped: 'Ausgelassen',
  failed: 'Gescheitert',
  pending: 'Steht noch aus',
}

function targetWords({ number }: Formats): TargetWords {
  return {
    label: 'Orte',
    state: states,
    dryState: {
      ...states,
      upgraded: 'Würde aktualisiert',
      accepted: 'Würde aktualisiert',
      needsConsent: 'Bräuchte Zustimmung',
      refused: 'Nicht lesbar',
      failed: 'Konnte nicht gelesen werden',
    },
    kind: { team: 'Team', chat: 'Chat', user: 'Person' },
    column: { place: 'Ort', state: 'Ausgang', versions: 'Version', detail: 'Warum', time: 'Wann' },
    search: 'Nach Id suchen',
    filter: 'Zeigen',
    all: 'Alle',
    none: 'So einen Ort gibt es nicht.',
    newer: 'Vorige Seite',
    older: 'Nächste Seite',
    page: (page) => `Seite ${number(page)}`,
    requestId: 'Anfrage-Id',
    missing: (names) => `Nicht erteilt: ${names}`,
    lost: (names) => `Nicht mehr erteilt: ${names}`,
    attempts: (count) => `${number(count)}-mal versucht`,
  }
}

function chartWords({ number }: Formats): ChartWords {
  const step = (seconds: number): string => {
    if (seconds < 60) return seconds === 1 ? 'Sekunde' : `${number(seconds)} Sekunden`
    if (seconds < 3_600) return seconds === 60 ? 'Minute' : `${number(seconds / 60)} Minuten`
    return seconds === 3_600 ? 'Stunde' : `${number(seconds / 3_600)} Stunden`
  }
  return {
    title: 'Im Verlauf',
    label: ({ done, failed, most, step: each }) =>
      `${number(done)} fertig und ${number(failed)} gescheitert; höchstens ${number(most)} je ${each}. Die Zahlen stehen in der Tabelle darunter.`,
    empty: 'Noch ist nichts zu Ende.',
    done: 'Fertig',
    failed: 'Gescheitert oder abgelehnt',
    throttled: 'Microsoft Graph bat um Geduld',
    asTable: 'Als Tabelle zeigen',
    time: 'Ab',
    step,
  }
}
