import { expect, test } from '@jest/globals'
import { readSourceFiles, withoutComments } from '../support/source-files.ts'

const files = readSourceFiles()

test('every file can be read in one go', () => {
  expect(files.filter(({ lines }) => lines > 220).map(({ name, lines }) => ({ name, lines }))).toEqual([])
})

test('the usual file is short', () => {
  const lines = files.map((file) => file.lines).sort((a, b) => a - b)
  expect(lines[Math.floor(lines.length / 2)]).toBeLessThanOrEqual(70)
})

test('nothing steps around the type checker', () => {
  const escapes = /@ts-(ignore|expect-error|nocheck)|:\s*any\b|\bas any\b|<any>|as unknown as/
  expect(files.filter(({ text }) => escapes.test(withoutComments(text))).map(({ name }) => name)).toEqual([])
})

test('no folder is a drawer', () => {
  const drawers = /(^|\/)(utils?|helpers?|common|misc|index)(\/|\.tsx?$)/
  expect(files.map(({ name }) => name).filter((name) => drawers.test(name) && name !== 'index.ts')).toEqual([])
})

test('nothing is left to do in a comment', () => {
  expect(files.filter(({ text }) => /TODO|FIXME|XXX|not implemented/.test(text)).map(({ name }) => name)).toEqual([])
})
