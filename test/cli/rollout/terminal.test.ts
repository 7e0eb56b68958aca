import { afterEach, expect, test } from '@jest/globals'
import { crowdId } from '../../../src/sandbox/crowded-tenant.ts'
import { faultOn } from '../../../src/sandbox/faults.ts'
import { until } from '../../support/database-until.ts'
import { app, idIn, lastStatus, openTerminals, type Terminals } from '../../support/run-rollout.ts'

const go = ['--app', app, '--yes', '--wait', '--json']
const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, count) => total + count, 0)

let here: Terminals
afterEach(() => here.remove())

test('the id stands on a line of its own before the first upgrade is sent; all lines are JSON; status and export agree', async () => {
  here = await openTerminals({ teams: 3, chats: 2, people: 3 }, { sandbox: { latencyMs: 30 } })
  const start = here.begin('start', ...go)
  await here.untilPosts(1)
  const id = idIn(start)
  expect(JSON.parse(start.lines[0] ?? '')).toEqual({ id })
  const ended = await start.ended
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  for (const line of ended.lines) expect(JSON.parse(line)).toMatchObject({ id })
  expect(lastStatus(ended)).toMatchObject({ state: 'ended', total: 8, counts: { upgraded: 8, pending: 0 } })
  expect(here.posts()).toHaveLength(8)

  const status = await here.run('status', id, '--json')
  expect(status).toMatchObject({ code: 0, lines: [expect.any(String)], stderr: '' })
  expect(lastStatus(status)).toMatchObject({ id, state: 'ended', total: 8 })
  expect(sum(lastStatus(status).counts)).toBe(8)
  const csv = await here.run('export', id, '--format', 'csv')
  expect(csv.lines[0]).toMatch(/^kind,id,state/)
  expect(csv.lines.slice(1).filter((line) => line.includes(',upgraded,1.2.0,1.10.0,'))).toHaveLength(8)
  const json: unknown = JSON.parse((await here.run('export', id, '--format', 'json')).lines.join('\n'))
  expect(json).toHaveLength(8)
})

test('failures end with 1; retry tries those alone and ends with 0', async () => {
  here = await openTerminals({ teams: 3 })
  const path = new RegExp(`${crowdId('33333333', 1)}.*upgrade$`)
  here.sandbox.addFault(faultOn({ path }, { kind: 'status', status: 403, code: 'Forbidden', message: 'no' }))
  const start = await here.run('start', ...go, '--waves', '100', '--max-failures', '1')
  expect(start.code).toBe(1)
  expect(lastStatus(start).counts).toMatchObject({ upgraded: 2, refused: 1 })
  const retry = await here.run('retry', idIn(start), '--yes', '--wait', '--json')
  expect(retry.code).toBe(0)
  expect(here.posts()).toHaveLength(4)
})

test('what is asked wrongly ends with 2, and nothing is changed', async () => {
  here = await openTerminals({ teams: 2 })
  const list = await here.list(`kind,id\nteam,${crowdId('33333333', 0)}\nroom,42\n`)
  const asked: [string[], RegExp][] = [
    [['start', '--app', app], /--yes/],
    [['start', ...go, '--targets', list], /Line 3/],
    [['start', ...go.with(1, 'no-such-app')], /no published app/],
    [['start', ...go, '--accept-permissions', 'feed'], /the hash is [0-9a-f]{16}/],
  ]
  for (const [args, words] of asked) {
    const { code, lines, stderr } = await here.run(...args)
    expect({ args, code, lines, stderr }).toEqual({ args, code: 2, lines: [], stderr: expect.stringMatching(words) })
  }
  expect(here.sandbox.journal.filter(({ method }) => method !== 'GET')).toEqual([])
})

test('Ctrl-C pauses and ends with 3 when all that is under way has ended; resume does the rest, and no place is upgraded twice', async () => {
  here = await openTerminals({ teams: 40 }, { sandbox: { latencyMs: 100 } })
  here.sandbox.addFault(faultOn({ method: 'POST' }, { kind: 'apply-then-hang', ms: 7_000 }))
  const start = here.begin('start', ...go, '--waves', '10,100')
  await here.untilPosts(2)
  start.kill('SIGINT')
  const paused = await start.ended
  expect(paused.code).toBe(3)
  expect(lastStatus(paused).state).toBe('paused')
  const { upgraded = 0, pending = 0 } = lastStatus(paused).counts
  expect(upgraded).toBe(here.posts().length)
  expect(pending).toBe(40 - upgraded)
  const resumed = await here.run('resume', idIn(start), '--yes', '--wait', '--json')
  expect(resumed.code).toBe(0)
  expect(lastStatus(resumed).counts).toMatchObject({ upgraded: 40, pending: 0 })
  expect(here.posts()).toHaveLength(40)
})

test('a process that is killed loses nothing: resume finds out and does the rest', async () => {
  here = await openTerminals({ teams: 30 }, { sandbox: { latencyMs: 100 } })
  const start = here.begin('start', ...go, '--waves', '100')
  await here.untilPosts(5)
  start.kill('SIGKILL')
  await start.ended
  const resumed = await here.run('resume', idIn(start), '--yes', '--wait', '--json')
  expect(resumed.code).toBe(0)
  expect(lastStatus(resumed)).toMatchObject({ state: 'ended', total: 30, counts: { upgraded: 30, pending: 0 } })
  expect(new Set(here.versions())).toEqual(new Set(['1.10.0']))
  const again = await here.run('resume', idIn(start), '--yes', '--wait', '--json')
  expect(again.code).toBe(0)
})

test('whoever was killed as soon as the id was printed has begun: resume does all of the list', async () => {
  here = await openTerminals({ teams: 12 })
  const ids = Array.from({ length: 12 }, (_, i) => `team,${crowdId('33333333', i)}`)
  const start = here.begin('start', ...go, '--targets', await here.list(['kind,id', ...ids].join('\n')))
  await until(() => start.lines.length > 0)
  start.kill('SIGKILL')
  await start.ended
  const resumed = await here.run('resume', idIn(start), '--yes', '--wait', '--json')
  expect(resumed.code).toBe(0)
  expect(lastStatus(resumed)).toMatchObject({ state: 'ended', total: 12, counts: { upgraded: 12, pending: 0 } })
  expect(here.posts()).toHaveLength(12)
})

test('a store that another process has is left alone: its pid is named, and the code is 2', async () => {
  here = await openTerminals({ teams: 20 }, { sandbox: { latencyMs: 200 } })
  const start = here.begin('start', ...go)
  await here.untilPosts(1)
  const second = await here.run('status', idIn(start))
  expect(second).toMatchObject({ code: 2, lines: [] })
  expect(second.stderr).toContain(`process ${start.pid}`)
  expect(second.stderr).toContain('DATABASE_URL')
})

test('without --wait it is written down, and said who will work on it', async () => {
  here = await openTerminals({ teams: 2 })
  const start = await here.run('start', '--app', app, '--yes')
  expect(start).toMatchObject({ code: 0, lines: [expect.stringMatching(/^Rollout [\da-f-]{36}$/)] })
  expect(start.stderr).toMatch(/npm run serve will, or .* resume [\da-f-]{36} --wait/)
  expect(here.posts()).toEqual([])
  const id = start.lines[0]?.split(' ')[1] ?? ''
  const resumed = await here.run('resume', id, '--yes', '--wait')
  expect(resumed.code).toBe(0)
  expect(resumed.lines.at(-1)).toBe('Ended: 2 of 2; 2 upgraded')
})

test('a gate by hand ends with 3, abort skips the rest, and says so once more', async () => {
  here = await openTerminals({ teams: 10 })
  const start = await here.run('start', ...go, '--waves', '20', '--gate', 'manual')
  expect(start.code).toBe(3)
  expect(lastStatus(start)).toMatchObject({ state: 'waiting', counts: { upgraded: 2, pending: 8 } })
  const abort = await here.run('abort', idIn(start), '--json')
  expect(abort.code).toBe(0)
  expect(lastStatus(abort)).toMatchObject({ state: 'aborted', counts: { upgraded: 2, skipped: 8, pending: 0 } })
  expect((await here.run('abort', idIn(start), '--json')).code).toBe(0)
  expect((await here.run('resume', idIn(start), '--yes')).code).toBe(2)
  expect(here.posts()).toHaveLength(2)
})

test('new permissions are accepted by the hash that plan showed and never by --yes; a dry run changes nothing', async () => {
  here = await openTerminals({ chats: 2, people: 1 })
  const newest = here.sandbox.tenant.catalog[0]?.definitions.find(({ version }) => version === '1.10.0')
  newest?.permissions.push({ permissionValue: 'Chat.Manage.Chat', permissionType: 'application' })
  const plan = JSON.parse((await here.run('plan', '--app', app, '--json')).lines.join())
  expect(plan).toMatchObject({ asksForMore: true, hash: expect.stringMatching(/^[0-9a-f]{16}$/) })
  const chats = [...go, '--scope', 'chats']
  const yes = await here.run('start', ...chats)
  expect(yes.code).toBe(0)
  expect(lastStatus(yes).counts).toMatchObject({ needsConsent: 2 })
  const dry = await here.run('start', ...chats, '--dry-run', '--accept-permissions', plan.hash)
  expect(dry.code).toBe(0)
  expect(lastStatus(dry).counts).toMatchObject({ upgraded: 2 })
  expect(here.posts()).toEqual([])
  const accepted = await here.run('start', ...chats, '--accept-permissions', plan.hash)
  expect(lastStatus(accepted).counts).toMatchObject({ upgraded: 2 })
  expect(here.posts()).toHaveLength(2)
})

test('a version that is withdrawn pauses with 3; resume ends with 1 while the catalog cannot be read, with 2 while nothing is published', async () => {
  here = await openTerminals({ teams: 10 })
  const [assistant] = here.sandbox.tenant.catalog
  const id = idIn(await here.run('start', ...go, '--waves', '20', '--gate', 'manual'))
  const published = assistant?.definitions.filter(({ publishingState }) => publishingState === 'published') ?? []
  for (const definition of published) definition.publishingState = 'rejected'
  const paused = await here.run('promote', id, '--yes', '--wait')
  expect(paused.code).toBe(3)
  expect(paused.lines.at(-1)).toContain('no version is published any more: publish it again and resume, or abort')
  const none = await here.run('resume', id, '--yes')
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('publish it again and resume')])
  here.sandbox.addFault(faultOn({ path: /appCatalogs/ }, { kind: 'status', status: 403, code: 'Forbidden' }, 1_000))
  const unread = await here.run('resume', id, '--yes')
  expect([unread.code, unread.stderr]).toEqual([1, expect.stringContaining('could not be read just now')])
  here.sandbox.clearFaults()
  for (const definition of published) definition.publishingState = 'published'
  expect((await here.run('resume', id, '--yes', '--wait')).code).toBe(0)
  expect(here.posts()).toHaveLength(10)
})
