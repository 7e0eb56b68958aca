import { BadTargetList, parseTargets } from '../../rollouts/parse-targets.ts'
import type { PlaceRef } from '../../rollouts/target.ts'

export type ListRead = { kind: 'read'; places: PlaceRef[] } | { kind: 'bad-list'; line: number | null; detail: string }

/** A list of places out of a request, read to its end before anything is done with it. */
export async function readList(text: string): Promise<ListRead> {
  const places: PlaceRef[] = []
  try {
    for await (const page of parseTargets(linesOf(text))) places.push(...page)
  } catch (error) {
    if (error instanceof BadTargetList) return { kind: 'bad-list', line: error.line, detail: error.message }
    throw error
  }
  return places.length > 0
    ? { kind: 'read', places }
    : { kind: 'bad-list', line: null, detail: 'The list of targets names no place.' }
}

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split(/\r\n|\n|\r/)
}
