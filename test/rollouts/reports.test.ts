import { describe, expect, test } from '@jest/globals'
import { csvHeader, csvRow, exportRow } from '../../src/rollouts/export-rows.ts'
import { BadTargetList, parseTargets } from '../../src/rollouts/parse-targets.ts'
import type { Target } from '../../src/rollouts/target.ts'
import { application } from '../../src/sandbox/tenant.ts'

const target: Target = {
  kind: 'team',
  id: 'g1',
  state: 'upgraded',
  from: '1.2.0',
  to: '1.10.0',
  granted: [application('A.Group'), application('B.Group')],
  missing: [],
  lost: [],
  reason: null,
  detail: null,
  requestId: 'r1',
  attempts: 1,
  posts: 1,
  at: new Date('2026-11-25T12:00:00Z'),
}

describe('an export', () => {
  test('has a column for everything, in the order of its header', () => {
    expect(csvHeader).toBe('kind,id,state,from,to,granted,missing,lost,reason,detail,requestId,attempts,posts,at')
    expect(csvRow(target)).toBe('team,g1,upgraded,1.2.0,1.10.0,A.Group B.Group,,,,,r1,1,1,2026-11-25T12:00:00.000Z')
    expect(Object.keys(exportRow(target)).join()).toBe(csvHeader)
  })

  test('keeps commas, quotes and lines in their field', () => {
    expect(csvRow({ ...target, detail: 'no, "never"\nagain' })).toContain(',"no, ""never""\nagain",')
  })

  test.each(['=1+1', '+1', '-1', '@cmd', '\tx'])('gives a spreadsheet nothing to run: %j', (detail) => {
    expect(csvRow({ ...target, detail })).toContain(`,'${detail},`)
  })
})

describe('a list of targets', () => {
  async function read(text: string) {
    async function* lines() {
      yield* text.split('\n')
    }
    const places = []
    for await (const page of parseTargets(lines())) places.push(...page)
    return places
  }

  test('is kinds and ids below its header, however it was saved', async () => {
    expect(await read('\uFEFFkind,id\r\nteam,ABC\r\n\r\n"chat","19:Ab@thread.v2"\nUser, u1 \nuser," u2 "')).toEqual([
      { kind: 'team', id: 'abc' },
      { kind: 'chat', id: '19:Ab@thread.v2' },
      { kind: 'user', id: 'u1' },
      { kind: 'user', id: 'u2' },
    ])
    expect(await read(`kind,id\nteam,${'x'.repeat(500)}`)).toHaveLength(1)
  })

  test.each([
    ['', /first line of the list of targets must be kind,id/],
    ['team,abc', /first line/],
    ['kind,id,name', /first line/],
    ['kind,id\nplace,abc', /Line 2/],
    ['kind,id\nteam,abc\nteam,', /Line 3/],
    ['kind,id\nteam,a,b', /Line 2/],
    [`kind,id\nteam,${'x'.repeat(501)}`, /Line 2/],
  ])('that is none says which line is wrong: %j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(BadTargetList)
    await expect(read(text)).rejects.toThrow(message)
  })

  async function pageSizes(places: number) {
    async function* lines() {
      yield 'kind,id'
      for (let i = 0; i < places; i++) yield `team,t${i}`
    }
    const sizes = []
    for await (const page of parseTargets(lines())) sizes.push(page.length)
    return sizes
  }

  test('comes in pages, so that a long one is never in memory as a whole', async () => {
    expect(await pageSizes(2_500)).toEqual([1_000, 1_000, 500])
  })

  test('of full pages alone has no empty one at its end', async () => {
    expect(await pageSizes(1_000)).toEqual([1_000])
  })
})
