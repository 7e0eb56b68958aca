import type { CardView } from './cards.ts'
import { humanWait } from './human-wait.ts'
import { type Place, placeWords } from './place-words.ts'
import { appPresses } from './press.ts'
import { shownName } from './shown-name.ts'

const mentionNote = 'In a team or a group chat, mention me first. In our own chat, just type.'

/** `outdated`: a button of an old card was pressed. `unknown`: nobody understood the text; `didYouMean`: but nearly. */
export type HelpOptions = { didYouMean?: string | null; unknown?: boolean; outdated?: boolean; forAdmin?: boolean }

const adminNote =
  'For admins: shows a plan to upgrade me in every place of your organization. Nothing begins before you press Start.'

export function helpView({ didYouMean, unknown, outdated, forAdmin = false }: HelpOptions = {}): CardView {
  return { card: 'help', lead: helpLead(), adminNote: forAdmin ? adminNote : null, note: mentionNote }

  function helpLead(): string | null {
    if (outdated) return 'That button belongs to an older card, so nothing was done. These buttons work.'
    if (didYouMean) return `I did not understand that. Did you mean “${didYouMean}”?`
    return unknown ? 'I did not understand that. This is what I can do.' : null
  }
}

export function welcomeView(place: Place): CardView {
  return {
    card: 'welcome',
    summary: `I upgrade the app ${placeWords(place).here} to the newest version in your organization’s catalog, and tell you what changed.`,
    note:
      place === 'team' || place === 'chat'
        ? 'Here, mention me first: @ and my name, then the command.'
        : 'Just type a command, or press a button.',
  }
}

/** Shown when an answer takes longer than people wait for; the finished card takes its place. */
export function workingView(): CardView {
  return {
    card: 'working',
    appName: shownName(null),
    summary: 'What you asked for is under way.',
    next: ['This card will change when the answer is there. There is no need to ask again.'],
  }
}

export type WhereUnknownReason = 'no-person' | 'no-team-id' | 'unknown-place'

/** The bot cannot tell who asked or where, so it called nothing. */
export function whereUnknownView(reason: WhereUnknownReason): CardView {
  switch (reason) {
    case 'no-person':
      return {
        card: 'where-unknown',
        summary: 'I cannot tell who you are: Teams sent no Microsoft Entra id with your message. Nothing was done.',
        next: ['Sign in to Teams with your organization account and try again, or ask somebody here who has one.'],
      }
    case 'no-team-id':
      return {
        card: 'where-unknown',
        summary: 'I cannot tell which team this is: Teams did not send the team’s id. Nothing was done.',
        next: [
          'Try again in a moment, best in the General channel.',
          'If it stays like this, an owner can remove me from the team and add me again.',
        ],
      }
    case 'unknown-place':
      return {
        card: 'where-unknown',
        summary: 'I do not know this kind of conversation. Nothing was done.',
        next: [
          'I work in team channels, group chats, meeting chats and personal chats. Please ask me in one of these.',
        ],
      }
  }
}

/** Everybody together asks for more than the bot can do at once. Nothing was done. */
export function busyView(): CardView {
  return {
    card: 'try-later',
    appName: shownName(null),
    summary: 'Very many people are asking at the moment, so this one was left out. Nothing was done.',
    next: ['Try again in a minute.'],
    requestId: null,
    again: 'status',
    press: appPresses(null),
  }
}

/** Somebody pressed the plan's button while its work is under way in this place. */
export function alreadyUnderWayView(): CardView {
  return {
    card: 'working',
    appName: shownName(null),
    summary: 'The apps here are being upgraded already, so nothing more was started.',
    next: ['The card that it was started from shows how far it is.'],
  }
}

/** One person asked more often than anybody can read. Nothing was done; the limit is a setting. */
export function slowDownView(afterSeconds: number): CardView {
  return {
    card: 'try-later',
    appName: shownName(null),
    summary: 'That was a lot at once, so this one was left out. Nothing was done.',
    next: [`Try again ${humanWait(afterSeconds)}.`],
    requestId: null,
    again: 'status',
    press: appPresses(null),
  }
}
