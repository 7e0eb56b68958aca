import type { Answer } from './answer.ts'

/** Whether it is certain that nothing left this process. */
export function isUnsent(answer: Answer<unknown>): boolean {
  return 'isUnsent' in answer && answer.isUnsent === true
}
