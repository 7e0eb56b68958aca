import { answersByPosting } from './answers-by-posting.ts'
import { answersByReading, type Reading } from './answers-by-reading.ts'
import type { Posted } from './post-upgrades.ts'

/** What is known of one of the questions that Microsoft's pages leave open. */
export type ProbeAnswer = { question: number; about: string; state: 'settled' | 'open'; answer: string }

/** Every question in its order, whether it could be settled here or not. `posted` is empty where nothing was sent. */
export function probeAnswers(reading: Reading, posted: Posted[]): ProbeAnswer[] {
  const answers = [...answersByReading(reading), ...answersByPosting(reading, posted)]
  return answers.sort((a, b) => a.question - b.question)
}
