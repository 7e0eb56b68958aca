import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readPressed } from '../../src/bot/pressed-data.ts'
import { propertyRuns } from '../support/property-runs.ts'

const nothing = { app: null, set: null, version: null, rollout: null, page: null, after: null }
const all = { app: 'catalog-id', set: 'hash', version: '1.0.0', rollout: 'id', page: 3, after: 'cursor' }

test('the references of an Execute are in its action, those of a Submit are the value', () => {
  expect(readPressed({ action: { type: 'Action.Execute', verb: 'apps', data: { verb: 'apps', ...all } } })).toEqual(all)
  expect(readPressed({ verb: 'apps', ...all })).toEqual(all)
})

test('an Execute is read from its action alone', () => {
  expect(readPressed({ action: { data: { page: 2 } }, ...all })).toEqual({ ...nothing, page: 2 })
  expect(readPressed({ action: 'apps', ...all })).toEqual(nothing)
})

describe.each([
  ['app', 200],
  ['set', 200],
  ['version', 200],
  ['rollout', 200],
  ['after', 500],
] as const)('%s', (name, longest) => {
  test(`is a text of at most ${longest} characters`, () => {
    expect(readPressed({ [name]: 'x'.repeat(longest) })[name]).toHaveLength(longest)
    expect(readPressed({ [name]: 'x'.repeat(longest + 1) })).toEqual(nothing)
    for (const wrong of ['', 1, true, null, {}, ['x']]) expect(readPressed({ [name]: wrong })).toEqual(nothing)
  })
})

test('a page is a whole number from 1 to 1000', () => {
  expect([1, 1000].map((page) => readPressed({ page }).page)).toEqual([1, 1000])
  for (const page of [0, -1, 1001, 1.5, Number.NaN, '1', null, [1]]) expect(readPressed({ page })).toEqual(nothing)
})

test('whatever a client sends, only references of the expected form come out', () => {
  const key = fc.constantFrom(
    'action',
    'data',
    'app',
    'set',
    'version',
    'rollout',
    'page',
    'after',
    'verb',
    '__proto__',
  )
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.anything(),
      fc.string({ maxLength: 600, size: 'max' }),
      fc.integer(),
      fc.dictionary(key, tie('tree')),
    ),
  }))
  const property = fc.property(tree, (value) => {
    const { app, set, version, rollout, page, after, ...rest } = readPressed(value)
    const isReference = (text: unknown, longest: number) =>
      text === null || (typeof text === 'string' && text.length > 0 && text.length <= longest)
    return (
      isReference(app, 200) &&
      isReference(set, 200) &&
      isReference(version, 200) &&
      isReference(rollout, 200) &&
      isReference(after, 500) &&
      (page === null || (Number.isInteger(page) && page >= 1 && page <= 1_000)) &&
      Object.keys(rest).length === 0
    )
  })
  fc.assert(property, propertyRuns(1_000))
})

test('references that are inherited rather than sent are none', () => {
  expect(readPressed(Object.create({ app: 'x' }))).toEqual(nothing)
  expect(readPressed(JSON.parse('{"__proto__": {"app": "x"}}'))).toEqual(nothing)
})
