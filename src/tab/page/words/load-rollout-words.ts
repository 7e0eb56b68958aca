import { englishRollouts } from './english-rollouts.ts'
import type { Speech } from './load-words.ts'
import type { RolloutWords } from './rollout-words.ts'

/** In the language that the rest of the page speaks. */
export async function loadRolloutWords({
  language,
  formats,
}: Pick<Speech, 'language' | 'formats'>): Promise<RolloutWords> {
  const known = language === 'de' ? (await import('./german-rollouts.ts')).germanRollouts : englishRollouts
  return known.words(formats)
}
