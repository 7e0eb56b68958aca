import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Response } from 'restify'
import { csvHeader, csvRow, exportRow } from '../../rollouts/export-rows.ts'
import type { Target } from '../../rollouts/target.ts'
import { badRequest, notFound } from '../problems.ts'
import { problem, type TabParts, type TabReply, type TabRequest } from '../tab-parts.ts'
import { named } from './show-rollouts.ts'

type Pages = AsyncIterable<Target[]>

const formats: Record<string, { type: string; write: (pages: Pages) => AsyncGenerator<string> }> = {
  csv: { type: 'text/csv; charset=utf-8', write: asCsv },
  json: { type: 'application/json; charset=utf-8', write: asJson },
}

/** `GET /api/tab/rollouts/{id}/export?format=csv|json`: every target, a page in memory at a time. */
export async function exportInTab(
  request: TabRequest,
  { rollouts, log }: TabParts,
  response: Response,
): Promise<TabReply | null> {
  const name = request.query.get('format') ?? 'csv'
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined
  if (!format) return problem(badRequest('format must be csv or json.'))
  const [status, pages] = [await rollouts.read(named(request)), await rollouts.allTargets(named(request))]
  if (!status || !pages) return problem(notFound)
  response.writeHead(200, {
    'content-type': format.type,
    'content-disposition': `attachment; filename="${fileName(status.rollout)}.${name}"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  // A pipeline that breaks destroys the answer, so that nobody takes half a report for a whole one.
  await pipeline(Readable.from(format.write(pages)), response).catch((error: unknown) =>
    log.warn({ err: error, correlationId: request.correlationId }, 'a report was not sent to its end'),
  )
  return null
}

/** Letters and digits alone, whatever the app is called. */
function fileName({ id, app, pinned }: { id: string; app: { name: string }; pinned: { version: string } }): string {
  const words = [app.name, pinned.version.replaceAll('.', '-'), id.slice(0, 8)]
  const safe = words.map((word) => word.replaceAll(/[^\w-]+/g, '-').replaceAll(/^-+|-+$/g, '')).filter(Boolean)
  return ['rollout', ...safe].join('-').slice(0, 120).toLowerCase()
}

async function* asCsv(pages: Pages): AsyncGenerator<string> {
  // Excel takes a file without the mark for one of its own code page.
  yield `\uFEFF${csvHeader}\r\n`
  for await (const targets of pages) yield targets.map((target) => `${csvRow(target)}\r\n`).join('')
}

async function* asJson(pages: Pages): AsyncGenerator<string> {
  let isFirst = true
  yield '['
  for await (const targets of pages) {
    if (targets.length === 0) continue
    yield `${isFirst ? '' : ','}\n${targets.map((target) => JSON.stringify(exportRow(target))).join(',\n')}`
    isFirst = false
  }
  yield '\n]\n'
}
