import { createServer } from 'node:http'
import { afterEach, expect, test } from '@jest/globals'
import { acmeIds, acmeTenant } from '../../src/sandbox/acme.ts'
import { type Choices, choicesQuery, readChoices } from '../../src/sandbox/parent-frame/page/choices.ts'
import { legacyContext } from '../../src/sandbox/parent-frame/page/legacy-context.ts'
import { answerTab, isTabMessage, type Parent } from '../../src/sandbox/parent-frame/page/tab-messages.ts'
import { startParentFrame } from '../../src/sandbox/parent-frame/start-parent-frame.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function localTeams(sandboxUrl: string) {
  const bot = createServer((request, response) => {
    response.setHeader('x-host', request.headers.host ?? '')
    response.end(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => bot.once('listening', resolve))
  const address = bot.address()
  const host = `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const parent = await startParentFrame({ sandboxUrl, botUrl: `http://${host}` })
  closing.push(parent.close, () => new Promise((resolve) => bot.close(resolve)))
  return { ...parent, host }
}

async function withSandbox() {
  const sandbox = await startSandbox()
  closing.push(sandbox.close)
  return localTeams(sandbox.url)
}

test('hands the tab and its API on to the bot, with what came along', async () => {
  const { url, host } = await withSandbox()
  for (const path of ['/tab', '/tab/?a=b', '/api/tab/me/installations']) {
    const answer = await fetch(url + path, { headers: { authorization: 'Bearer x' } })
    expect(await answer.text()).toBe(`GET ${path} Bearer x`)
    expect(answer.headers.get('x-host')).toBe(host)
  }
})

test('serves its own page without types, and no other file', async () => {
  const { url } = await withSandbox()
  expect(await (await fetch(url)).text()).toContain('<title>Local Teams')
  const script = await fetch(`${url}/_parent/choices.ts`)
  expect(script.headers.get('content-type')).toContain('text/javascript')
  expect(await script.text()).not.toContain('export type')
  for (const path of [
    '/_parent/..%2fpage-files.ts',
    '/_parent/nothing.ts',
    '/_parent/../../index.ts',
    '/package.json',
  ]) {
    expect([path, (await fetch(url + path)).status]).toEqual([path, 404])
  }
})

test('asks the sandbox for its people and for their tokens', async () => {
  const { url } = await withSandbox()
  const world: { id?: string } = Object(await (await fetch(`${url}/_parent/world`)).json())
  expect(world.id).toBe(acmeIds.tenant)
  const body = JSON.stringify({ userId: acmeIds.alice })
  const answer: { token?: string } = Object(
    await (await fetch(`${url}/_parent/token`, { method: 'POST', body })).json(),
  )
  expect(answer.token?.split('.')).toHaveLength(3)
})

test('without a sandbox or a bot it says so and goes on', async () => {
  const parent = await startParentFrame({ sandboxUrl: 'http://127.0.0.1:1', botUrl: 'http://127.0.0.1:1' })
  closing.push(parent.close)
  expect((await fetch(`${parent.url}/_parent/world`)).status).toBe(502)
  expect((await fetch(`${parent.url}/tab/`)).status).toBe(502)
  expect((await fetch(parent.url)).status).toBe(200)
})

const world = acmeTenant()
const chosen = (query: string): Choices => readChoices(new URLSearchParams(query), world)

test('the choices are in the address, and come back from it', () => {
  const choices = chosen(`place=team:${acmeIds.team}&theme=dark&link=x`)
  expect(chosen(choicesQuery(choices))).toEqual(choices)
  expect(chosen('')).toMatchObject({ person: acmeIds.alice, place: 'me', page: 'tab', link: null })
})

test.each([
  ['place=me', { entityId: 'my-apps' }],
  [`place=team:${acmeIds.team}`, { groupId: acmeIds.team, teamId: acmeIds.teamInternal, userTeamRole: 0 }],
  [`place=team:${acmeIds.team}&person=${acmeIds.bob}`, { userTeamRole: 1, userPrincipalName: 'bob@acme.example' }],
  [`place=chat:${acmeIds.groupChat}&locale=de-de`, { chatId: acmeIds.groupChat, locale: 'de-de' }],
])('the context of %s', (query, context) => {
  expect(legacyContext(chosen(query), world, 'content')).toMatchObject(context)
})

test('a personal tab has neither team nor chat', () => {
  const context = legacyContext(chosen('place=me'), world, 'content')
  expect(['groupId', 'teamId', 'channelId', 'chatId'].filter((name) => name in context)).toEqual([])
})

function parentThat(more: Partial<Parent>): Parent {
  const ignore = () => {}
  return {
    frameContext: 'content',
    context: () => ({}),
    token: async () => 't',
    openWindow: async () => [true, ''],
    saveSettings: ignore,
    allowSaving: ignore,
    saved: ignore,
    shareLink: ignore,
    windowDone: ignore,
    told: ignore,
    ...more,
  }
}

test('answers what Teams answers, and is silent where Teams is', async () => {
  const ask = (func: string, more: Partial<Parent> = {}) => answerTab({ id: 1, func, args: [] }, parentThat(more))
  expect(await ask('initialize')).toEqual(['content', 'web', expect.stringContaining('"pages"'), '2.1.2'])
  expect(await ask('authentication.getAuthToken')).toEqual([true, 't'])
  const refuse = async () => Promise.reject(new Error('resourceRequiresConsent'))
  expect(await ask('authentication.getAuthToken', { token: refuse })).toEqual([false, 'resourceRequiresConsent'])
  expect(await ask('settings.setSettings')).toEqual([true])
  expect(await ask('registerHandler')).toBeNull()
  expect(await ask('something.new')).toBeNull()
})

test('hears only messages that have the shape of teams-js', () => {
  expect(isTabMessage({ id: 0, func: 'initialize', args: [] })).toBe(true)
  for (const other of [null, 'x', {}, { id: '0', func: 'a', args: [] }, { id: 0, func: 'a' }]) {
    expect(isTabMessage(other)).toBe(false)
  }
})
