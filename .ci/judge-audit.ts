/**
 * Reads what `npm audit --omit=dev --json` said from standard input. Advisories of high or critical severity end CI, unless
 * docs/advisories.md names and judges them; a registry that does not answer audits does not, and is said.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'

type Advisory = { url?: string; severity?: string; title?: string; name?: string }
type Report = {
  auditReportVersion?: number
  message?: string
  vulnerabilities?: Record<string, { via: (Advisory | string)[] }>
}

const judged = readFileSync(path.join(import.meta.dirname, '../docs/advisories.md'), 'utf8')
const report = readReport(await text(process.stdin))

if (!report?.auditReportVersion) {
  const why = report?.message?.split(' - ')[0] ?? 'no report'
  process.stdout.write(`npm audit: not answered here (${why}). What is known stands in docs/advisories.md.\n`)
} else {
  const found = Object.values(report.vulnerabilities ?? {}).flatMap(({ via }) =>
    via.filter((one) => typeof one !== 'string'),
  )
  const grave = found.filter(({ severity }) => severity === 'high' || severity === 'critical')
  const open = grave.filter(({ url = '' }) => !judged.includes(url.split('/').at(-1) || url))
  for (const { name, title, url } of open) process.stdout.write(`npm audit: ${name}: ${title} (${url})\n`)
  process.stdout.write(
    `npm audit: ${found.length} advisories, ${open.length} high or critical that nobody has judged.\n`,
  )
  process.exitCode = open.length > 0 ? 1 : 0
}

function readReport(json: string): Report | null {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
