import { csvHeader, csvRow, exportRow } from '../../rollouts/export-rows.ts'
import type { Target } from '../../rollouts/target.ts'
import type { CommandParts } from './command-parts.ts'
import type { ExitCode } from './exit-code.ts'
import { notFound } from './wait-for-end.ts'

/** `export`: every target in a row of its own, a page in memory at a time. */
export async function exportTargets(
  { id, format }: { id: string; format: 'csv' | 'json' },
  parts: CommandParts,
): Promise<ExitCode> {
  const { rollouts, tenantId, terminal } = parts
  const pages = parts.mayHoldRollouts ? await rollouts.allTargets({ id, tenantId }) : null
  if (!pages) return notFound(parts)
  const lines = format === 'csv' ? csvLines(eachTarget(pages)) : jsonLines(eachTarget(pages))
  for await (const line of lines) {
    if (terminal.isUnread()) break
    await terminal.print(line)
  }
  return 0
}

async function* eachTarget(pages: AsyncIterable<Target[]>): AsyncGenerator<Target> {
  for await (const targets of pages) yield* targets
}

async function* csvLines(targets: AsyncIterable<Target>): AsyncGenerator<string> {
  yield csvHeader
  for await (const target of targets) yield csvRow(target)
}

/** One list, with a target on each line. */
async function* jsonLines(targets: AsyncIterable<Target>): AsyncGenerator<string> {
  let opening = '['
  for await (const target of targets) {
    yield `${opening}${JSON.stringify(exportRow(target))}`
    opening = ','
  }
  yield opening === '[' ? '[]' : ']'
}
