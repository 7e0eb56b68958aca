import type { Activity } from 'botbuilder'

/**
 * The words a person typed, in lower case, single spaces between them: mentions, markup, case, surrounding
 * punctuation and white space never matter.
 */
export function readWords(activity: Pick<Activity, 'text' | 'entities'>): string {
  const text = typeof activity.text === 'string' ? activity.text : ''
  return (
    text
      .slice(0, 2_000) // longer than any command; keeps the expressions below from working on a novel
      .replace(/<at\b[^<>]*>[^<>]*<\/at>/gi, ' ')
      .replace(/<[^<>]*>/g, ' ')
      .replace(/&(nbsp|#160|#xa0);/gi, ' ')
      .replace(/&(?:amp|lt|gt|quot|#39);/gi, ' ')
      // Format characters (zero-width space, direction marks, byte order mark) come along with copied text.
      .replace(/\p{Cf}/gu, '')
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\p{White_Space}*_~`]+/gu, ' ')
      .replace(/^[\p{P}\p{S}\s]+|[\p{P}\p{S}\s]+$/gu, '')
  )
}
