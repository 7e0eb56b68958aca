import type { Formats } from './formats.ts'
import type { ExplainWords, RolloutWords } from './rollout-words.ts'

type StateWords = Pick<RolloutWords, 'state' | 'explain' | 'command' | 'ask' | 'told' | 'commandRefused'>

const noWayBack = 'Zu einer älteren Version kann Teams nicht zurück.'

export function germanRolloutStates(formats: Formats): StateWords {
  return {
    state: {
      planning: 'Sucht Orte',
      'awaiting-approval': 'Wartet auf Freigabe',
      running: 'Läuft',
      waiting: 'Wartet zwischen Wellen',
      paused: 'Angehalten',
      ended: 'Zu Ende',
      aborted: 'Abgebrochen',
    },
    explain: explainWords(formats),
    command: {
      pause: 'Anhalten',
      resume: 'Fortsetzen',
      abort: 'Abbrechen',
      retry: 'Gescheiterte noch einmal',
      promote: 'Nächste Welle öffnen',
      approve: 'Freigeben und starten',
    },
    ask: {
      resume: { title: 'Diesen Rollout fortsetzen?', text: `Es geht weiter, wo angehalten wurde. ${noWayBack}` },
      abort: {
        title: 'Diesen Rollout endgültig abbrechen?',
        text: 'Es wird nichts mehr gesendet. Was gerade läuft, endet von selbst, was aktualisiert ist, bleibt es, und der Rest wird ausgelassen.',
        next: 'Ein abgebrochener Rollout lässt sich nicht fortsetzen. Für eine Pause halten Sie ihn an.',
      },
      retry: {
        title: 'Gescheiterte Orte noch einmal versuchen?',
        text: `Versucht werden nur die gescheiterten und abgelehnten. ${noWayBack}`,
      },
      promote: {
        title: 'Die nächste Welle öffnen?',
        text: `Die Orte der nächsten Welle werden sofort aktualisiert. ${noWayBack}`,
      },
      approve: {
        title: 'Diesen Rollout freigeben?',
        text: `Er beginnt sofort, im Namen der Person, die ihn gestartet hat, und mit Ihrer Freigabe im Protokoll. ${noWayBack}`,
      },
    },
    told: {
      pause: 'Angehalten. Was gerade läuft, endet von selbst.',
      resume: 'Der Rollout geht weiter.',
      abort: 'Abgebrochen. Es wird nichts mehr gesendet.',
      retry: 'Die gescheiterten Orte werden noch einmal versucht.',
      promote: 'Die nächste Welle ist offen.',
      approve: 'Freigegeben. Der Rollout beginnt.',
    },
    commandRefused,
  }
}

const commandRefused: StateWords['commandRefused'] = {
  'not-found': { title: 'Diesen Rollout gibt es nicht', text: 'Es wurde nichts geändert.' },
  'wrong-state': {
    title: 'Jemand war schneller',
    text: 'Der Rollout ist inzwischen in einem anderen Zustand. Hierdurch wurde nichts geändert; unten steht, wie es ist.',
  },
  'same-person': {
    title: 'Eine zweite Person muss freigeben',
    text: 'Sie haben ihn gestartet, also muss es jemand anderes sein.',
  },
  'other-permissions': {
    title: 'Die neueste Version verlangt andere Berechtigungen',
    text: 'Dieser Rollout kann nicht zu einer Version weitergehen, der niemand zugestimmt hat.',
    next: 'Brechen Sie ihn ab und planen Sie einen neuen, der zeigt, was jetzt verlangt wird.',
  },
  'nothing-published': {
    title: 'Keine Version ist veröffentlicht',
    text: 'Im Katalog ist keine Version dieser App veröffentlicht, deshalb wurde nichts geändert.',
    next: 'Veröffentlichen Sie sie wieder und setzen Sie fort, oder brechen Sie ab.',
  },
  'catalog-unreadable': {
    title: 'Der Katalog war nicht lesbar',
    text: 'Microsoft Graph hat gerade nicht gesagt, welche Version die neueste ist, deshalb wurde nichts geändert.',
    next: 'Versuchen Sie es in einer Minute noch einmal.',
  },
  'another-under-way': {
    title: 'Ein anderer Rollout dieser App läuft',
    text: 'Zwei zugleich kämen einander nur in die Quere, deshalb wurde nichts geändert.',
    next: 'Warten Sie, bis er zu Ende ist, oder brechen Sie ihn ab.',
  },
  'nothing-to-retry': { title: 'Nichts zu wiederholen', text: 'Kein Ort ist gescheitert.' },
}

function explainWords(formats: Formats): ExplainWords {
  const { number, wait, time, dateTime } = formats
  const orte = (count: number) => `${number(count)} ${count === 1 ? 'Ort' : 'Orte'}`
  return {
    planning: (found) => ({
      title: 'Die Orte werden gesucht',
      text: `Bisher ${number(found)} gefunden. Aktualisiert wird erst, wenn die Liste vollständig ist.`,
    }),
    awaitingApproval: {
      own: {
        title: 'Eine zweite Person muss freigeben',
        text: 'Für so viele Orte braucht es zwei Personen. Vorher wird nichts aktualisiert.',
        next: 'Schicken Sie den Link an jemanden, der ebenfalls Rollouts verantwortet.',
      },
      others: {
        title: 'Ihre Freigabe ist gefragt',
        text: 'Für so viele Orte braucht es zwei Personen, und jemand anderes hat begonnen. Vor Ihrer Freigabe wird nichts aktualisiert.',
      },
    },
    running: ({ eta, throttledUntil }) => ({
      title: throttledUntil ? `Microsoft Graph bittet bis ${time(throttledUntil)} um Geduld` : 'Wird aktualisiert',
      text: throttledUntil
        ? 'Danach geht es von selbst weiter. Es gibt nichts zu tun.'
        : eta === null
          ? 'Sie können diese Seite schließen; es geht von selbst weiter.'
          : `Voraussichtlich ${wait(eta)} fertig. Sie können diese Seite schließen; es geht von selbst weiter.`,
    }),
    windowOf: (from, to, zone) => `Aktualisiert wird zwischen ${from} und ${to} Uhr (${zone}).`,
    waiting: (opensAt) => ({
      title: 'Eine Welle ging gut aus',
      text: opensAt
        ? `Die nächste öffnet sich von selbst am ${dateTime(opensAt)}, oder wenn Sie sie öffnen.`
        : 'Die nächste öffnet sich, wenn Sie sie öffnen.',
      next: 'Sehen Sie sich an, was fertig ist, und machen Sie dann weiter.',
    }),
    paused: pausedWords(formats),
    ended: ({ failed, needsConsent }) => ({
      title: failed > 0 ? 'Zu Ende, nicht überall gut' : 'Gut zu Ende gegangen',
      text:
        [
          failed > 0
            ? `${orte(failed)} ${failed === 1 ? 'ist gescheitert oder wurde' : 'sind gescheitert oder wurden'} abgelehnt: Die Liste sagt, warum.`
            : '',
          needsConsent > 0
            ? `${orte(needsConsent)} ${needsConsent === 1 ? 'wartet' : 'warten'} auf eine Zustimmung; dort wurde nichts geändert.`
            : '',
        ]
          .filter(Boolean)
          .join(' ') || 'Von jedem Ort steht fest, wie es ausging, und keiner ist gescheitert.',
    }),
    endedDry: {
      title: 'Das würde geschehen',
      text: 'Es war ein Probelauf: Alles wurde gelesen und nichts geändert.',
      next: 'Um es zu tun, planen Sie denselben Rollout ohne Probelauf.',
    },
    aborted: {
      title: 'Abgebrochen',
      text: 'Was vorher aktualisiert wurde, bleibt es. Der Rest wurde ausgelassen.',
    },
  }
}

function pausedWords({ number }: Formats): ExplainWords['paused'] {
  return {
    operator: {
      title: 'Angehalten',
      text: 'Jemand hat ihn angehalten. Bis er fortgesetzt wird, wird nichts gesendet.',
    },
    budget: (failures, allowed) => ({
      title: 'Zu viele sind gescheitert',
      text: `${number(failures)} sind gescheitert, erlaubt waren bis hierher ${number(allowed)}. Es wird nichts mehr gesendet.`,
      next: 'Sehen Sie sich die gescheiterten Orte unten an. Setzen Sie trotzdem fort, oder brechen Sie ab.',
    }),
    superseded: (version, asksForMore) => ({
      title: `Version ${version} ist inzwischen die neueste`,
      text: asksForMore
        ? 'Ihr hat niemand zugestimmt, deshalb wird nichts mehr gesendet.'
        : 'Sie verlangt dieselben Berechtigungen. Ohne Ihr Wort wird nichts mehr gesendet.',
      next: asksForMore
        ? 'Brechen Sie diesen Rollout ab und planen Sie einen neuen. Fortsetzen lässt er sich, sobald die neueste Version wieder dasselbe verlangt.'
        : 'Setzen Sie mit der neuesten Version fort, oder brechen Sie ab.',
    }),
    withdrawn: {
      title: 'Keine Version ist mehr veröffentlicht',
      text: 'Die Version dieses Rollouts wurde aus dem Katalog zurückgezogen, deshalb wird nichts mehr gesendet.',
      next: 'Veröffentlichen Sie sie wieder und setzen Sie fort, oder brechen Sie ab.',
    },
    credential: (detail) => ({
      title: 'Microsoft Graph lässt diese App nicht weiter',
      text: `Jeder weitere Ort ginge ebenso aus, deshalb wird nichts mehr gesendet. Graph sagt: ${detail}`,
      next: 'Lassen Sie die Berechtigung erteilen oder die Anmeldung richten und setzen Sie dann fort.',
    }),
    planningFailed: (detail) => ({
      title: 'Die Orte konnten nicht gesucht werden',
      text: `Es wurde nichts aktualisiert. Der Grund: ${detail}`,
      next: 'Beheben Sie ihn und setzen Sie fort, oder brechen Sie ab und geben Sie eine Liste von Orten an.',
    }),
  }
}
