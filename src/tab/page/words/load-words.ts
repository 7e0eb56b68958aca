import { english } from './english.ts'
import { createFormats, type Formats } from './formats.ts'
import type { Words } from './words.ts'

export type Speech = {
  words: Words
  formats: Formats
  /** Of the words, for `lang`. */
  language: string
}

/**
 * The words of the person's language, English where this page does not speak it. Dates and numbers follow the person's
 * region only where they stand in sentences of the person's language.
 */
export async function loadWords(locale: string): Promise<Speech> {
  const [language = ''] = locale.toLowerCase().split(/[-_]/)
  const known = language === 'de' ? (await import('./german.ts')).german : english
  const formats = createFormats(knownLocale(known.language === language ? locale : known.language))
  return { words: known.words(formats), formats, language: known.language }
}

function knownLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale.replace('_', '-'))[0] ?? 'en'
  } catch {
    return 'en'
  }
}
