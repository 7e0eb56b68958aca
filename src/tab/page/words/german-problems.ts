import type { Problem } from '../api/answer.ts'
import type { Place } from '../api/tab-api.ts'
import type { Formats } from './formats.ts'
import { germanRefusals } from './german-outcomes.ts'
import type { Notice, Words } from './words.ts'

export function germanProblems({ wait, time }: Formats): Pick<Words, 'problem' | 'offline' | 'broken'> {
  return {
    problem: (problem, place) => {
      switch (problem.kind) {
        case 'rate-limited':
          return {
            title: 'Etwas zu schnell',
            text: `Das war sehr viel in kurzer Zeit. Bitte versuchen Sie es ${wait(problem.retryAfterSeconds)} noch einmal.`,
          }
        case 'not-found':
          return nothingHere[place]
        case 'refused':
          return {
            ...germanRefusals[problem.reason],
            text: 'Deshalb kann diese App nicht lesen, was sie hier braucht. Es wurde nichts geändert.',
          }
        default:
          return constant[problem.kind]
      }
    },
    offline: (since) => ({
      title: 'Sie sind offline',
      text: since
        ? `So sah es um ${time(since)} aus. Aktualisieren geht wieder, sobald Sie verbunden sind.`
        : 'Die Liste erscheint, sobald Sie wieder verbunden sind.',
    }),
    broken: {
      title: 'Auf dieser Seite ist etwas schiefgegangen',
      text: 'Das ist unser Fehler, nicht Ihrer. Was begonnen wurde, läuft weiter.',
      next: 'Bitte laden Sie den Tab neu.',
    },
  }
}

const nothingHere: Record<Place['kind'], Notice> = {
  me: {
    title: 'Das gibt es hier nicht (mehr)',
    text: 'Es wurde inzwischen entfernt, oder es gehört jemand anderem.',
    next: 'Sehen Sie noch einmal nach, was jetzt da ist.',
  },
  team: {
    title: 'Das sehen nur Mitglieder dieses Teams',
    text: 'Sie sind kein Mitglied dieses Teams, oder was Sie suchen, wurde inzwischen daraus entfernt.',
    next: 'Wer das Team besitzt, kann Sie hinzufügen. Sind Sie Mitglied, darf diese App das nicht sehen: Sagen Sie Ihrer Administration, dass ihr TeamMember.Read.Group fehlt.',
  },
  chat: {
    title: 'Das sehen nur Mitglieder dieses Chats',
    text: 'Sie sind kein Mitglied dieses Chats, oder was Sie suchen, wurde inzwischen daraus entfernt.',
    next: 'Jedes Mitglied des Chats kann Sie hinzufügen. Sind Sie Mitglied, darf diese App das nicht sehen: Sagen Sie Ihrer Administration, dass ihr ChatMember.Read.Chat fehlt.',
  },
}

const constant: Record<Exclude<Problem['kind'], 'rate-limited' | 'not-found' | 'refused'>, Notice> = {
  'consent-required': {
    title: 'Noch ein Schritt',
    text: 'Microsoft fragt, ob Upgrade Assistant in Ihrem Namen Apps sehen und aktualisieren darf. Das geschieht einmal, in einem Fenster von Microsoft.',
    next: 'Wird dort nach der Administration gefragt, muss Ihre zuerst zustimmen.',
  },
  'interaction-required': {
    title: 'Microsoft möchte sicher sein, dass Sie es sind',
    text: 'Ihre Organisation verlangt einen weiteren Nachweis, etwa einen Code vom Telefon, in einem Fenster von Microsoft.',
  },
  'sign-in-failed': {
    title: 'Teams konnte Sie nicht anmelden',
    text: 'Es wurde nichts geändert.',
    next: 'Versuchen Sie es noch einmal. Bleibt es so, melden Sie sich in Teams ab und wieder an, oder fragen Sie Ihre Administration.',
  },
  unauthorized: {
    title: 'Sie sind hier nicht angemeldet',
    text: 'Dieser Dienst hat Ihre Anmeldung aus Teams nicht angenommen. Vielleicht bedient er Ihre Organisation nicht.',
    next: 'Laden Sie den Tab neu. Bleibt es so, fragen Sie Ihre Administration.',
  },
  'not-allowed': {
    title: 'Das ist für Rollout-Administratoren',
    text: 'Rollouts erreichen alle Orte der Organisation. Sehen und starten können sie nur Personen und Gruppen, die in der Einstellung ROLLOUT_ADMINS stehen.',
    next: 'Sollten Sie dazugehören, fragen Sie die Betreiber dieser App.',
  },
  offline: {
    title: 'Sie sind offline',
    text: 'Es wurde nichts gesendet. Sobald Sie verbunden sind, geht es wieder.',
  },
  unavailable: {
    title: 'Es kam keine Antwort',
    text: 'Der Dienst oder Microsoft Graph war gerade nicht zu erreichen.',
    next: 'Versuchen Sie es in einer Minute noch einmal. Die Liste zeigt dann, was Teams meldet.',
  },
  unexpected: {
    title: 'Das hat nicht geklappt',
    text: 'Es ist etwas Unerwartetes geschehen.',
    next: 'Laden Sie den Tab neu und versuchen Sie es noch einmal.',
  },
}
