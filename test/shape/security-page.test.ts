import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@jest/globals'

const root = path.resolve(import.meta.dirname, '../..')
const page = readFileSync(path.join(root, 'docs/security.md'), 'utf8')

/** The rows of the tables of threats: what threatens, what answers it, what proves that. */
const threats = page
  .slice(page.indexOf('## Threats'), page.indexOf('## All of it'))
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| threat'))
  .map((line) => line.split(' | '))

test('every threat of the page has an answer, and a proof that exists', () => {
  expect(threats.length).toBeGreaterThan(25)
  for (const [threat = '', answer = '', proof = ''] of threats) {
    const tests = [...proof.matchAll(/`([\w/-]+)`/g)].map(([, name]) => `test/${name}.test.ts`)
    const isReference = /the same|both|\[test\//.test(proof)
    const missing = tests.filter((file) => !existsSync(path.join(root, file)))
    expect({ threat, hasAnswer: answer !== '', hasProof: tests.length > 0 || isReference, missing }).toEqual({
      threat,
      hasAnswer: true,
      hasProof: true,
      missing: [],
    })
  }
})
