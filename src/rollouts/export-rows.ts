import type { Permission } from '../installations/permission-set.ts'
import type { Target } from './target.ts'

const columns = [
  'kind',
  'id',
  'state',
  'from',
  'to',
  'granted',
  'missing',
  'lost',
  'reason',
  'detail',
  'requestId',
  'attempts',
  'posts',
  'at',
] as const

/** The first line of a CSV export, without a line end. */
export const csvHeader = columns.join(',')

/** One target as a line of CSV (RFC 4180), in the order of the header. */
export function csvRow(target: Target): string {
  const row = exportRow(target)
  return columns.map((column) => csvField(String(row[column] ?? ''))).join(',')
}

/** One target as reports have it: permissions by name, the time in ISO 8601. */
export function exportRow(target: Target) {
  return {
    kind: target.kind,
    id: target.id,
    state: target.state,
    from: target.from,
    to: target.to,
    granted: names(target.granted),
    missing: names(target.missing),
    lost: names(target.lost),
    reason: target.reason,
    detail: target.detail,
    requestId: target.requestId,
    attempts: target.attempts,
    posts: target.posts,
    at: target.at?.toISOString() ?? null,
  }
}

const names = (permissions: Permission[]) => permissions.map(({ permissionValue }) => permissionValue).join(' ')

/** A spreadsheet runs what begins like a formula; an apostrophe in front keeps it text. */
function csvField(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}
