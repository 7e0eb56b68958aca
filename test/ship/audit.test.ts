import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@jest/globals'

const root = path.resolve(import.meta.dirname, '../..')

function judge(report: unknown) {
  const input = typeof report === 'string' ? report : JSON.stringify(report)
  const { status, stdout } = spawnSync(process.execPath, ['.ci/judge-audit.ts'], { cwd: root, input, encoding: 'utf8' })
  return { status, stdout }
}

const advisory = (id: string, severity: string) => ({
  auditReportVersion: 2,
  vulnerabilities: {
    'a-package': {
      via: ['another', { name: 'a-package', title: 'A hole', severity, url: `https://github.com/advisories/${id}` }],
    },
  },
})

test('a grave advisory that nobody has judged ends CI and is named', () => {
  const { status, stdout } = judge(advisory('GHSA-aaaa-bbbb-cccc', 'critical'))
  expect(status).toBe(1)
  expect(stdout).toContain('a-package: A hole (https://github.com/advisories/GHSA-aaaa-bbbb-cccc)')
})

test('one that was judged, and one that is not grave, do not', () => {
  const judged = /GHSA-\w{4}-\w{4}-\w{4}/.exec(readFileSync(path.join(root, 'docs/advisories.md'), 'utf8'))?.[0] ?? ''
  expect(judge(advisory(judged, 'high')).status).toBe(0)
  expect(judge(advisory('GHSA-aaaa-bbbb-cccc', 'moderate')).status).toBe(0)
})

test('a registry that does not answer audits is said, and does not end CI', () => {
  for (const report of [{ message: '405 Method Not Allowed' }, 'no JSON at all']) {
    const { status, stdout } = judge(report)
    expect(status).toBe(0)
    expect(stdout).toContain('not answered here')
  }
})
