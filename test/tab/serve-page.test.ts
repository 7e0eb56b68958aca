import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { createLog } from '../../src/log.ts'
import { createServer } from '../../src/server.ts'
import { openTab } from '../../src/tab/open-tab.ts'
import { createProgressHub } from '../../src/tab/progress-hub.ts'
import { silentTelemetry } from '../../src/telemetry.ts'
import { sendRaw } from '../support/raw-http.ts'

const script = 'console.log("hello");\n'.repeat(200)
const hashed = 'assets/index-DiwrgTda.js'

let folder: string
let port: number
let stop: () => void

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tab-page-'))
  await mkdir(path.join(folder, 'page/assets'), { recursive: true })
  await put('index.html', '<!doctype html><title>Tab</title>')
  await put('config.html', '<!doctype html><title>Config</title>')
  await put(hashed, script)
  await put('assets/logo-BX1y_-2z.png', 'png')
  await put('icon.svg', '<svg/>')
  await put('secrets.env', 'SECRET=1')
  await writeFile(path.join(folder, 'beside.html'), 'not for you')
  ;({ port, stop } = await serve(path.join(folder, 'page')))
})
afterEach(async () => {
  stop()
  await rm(folder, { recursive: true })
})

const put = (name: string, text: string | Buffer) => writeFile(path.join(folder, 'page', name), text)

async function serve(pageFolder: string, moreFrameHosts: string[] = []) {
  const unused = async () => {
    throw new Error('the page needs none of this')
  }
  const tab = openTab(
    {
      clientId: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
      domain: null,
      loginAuthority: 'https://login.microsoftonline.com',
      legacyTokenIssuer: 'https://sts.windows.net',
      openIdMetadata: null,
      tokenIssuer: null,
      homeTenantId: '11111111-1111-4111-8111-111111111111',
      graphScope: 'https://graph.microsoft.com/.default',
      allowedTenants: [],
      personLimit: 10,
      pageFolder,
      moreFrameHosts,
    },
    {
      log: createLog({ level: 'silent' }),
      telemetry: silentTelemetry,
      turnLimit: () => null,
      tenant: () => {
        throw new Error('the page needs no tenant')
      },
      personToken: unused,
      askUpgrade: unused,
      auditLog: { history: unused },
      onStoreTrouble: () => undefined,
      onUse: () => undefined,
      inBackground: () => undefined,
      progress: createProgressHub(),
      rollouts: {
        admins: [],
        usual: { source: 'known', window: null, verify: true, approvalAbove: null },
        preview: unused,
        start: unused,
        command: unused,
        read: unused,
        list: unused,
        targets: unused,
        allTargets: unused,
        timeline: unused,
        throttles: unused,
      },
      ownApp: { by: 'externalId', id: 'cccccccc-cccc-4ccc-8ccc-cccccccccccc' },
      policy: 'owners',
    },
  )
  const server = createServer({
    log: createLog({ level: 'silent' }),
    answerActivity: async () => ({ status: 200 }),
    readiness: async () => ({ ready: true, checks: {} }),
    mount: tab.mount,
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const close = () => {
    server.server.closeAllConnections()
    server.close()
  }
  return { port: server.address().port, stop: close }
}

type Got = { status: number; headers: Headers; body: Buffer }

/** As a browser sends it and gets it, compressed as it came. */
async function get(name: string, headers: Record<string, string> = { 'accept-encoding': 'identity' }): Promise<Got> {
  const { request } = await import('node:http')
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: name, headers }, async (answer) => {
      const chunks: Buffer[] = []
      for await (const chunk of answer) chunks.push(Buffer.from(chunk))
      const pairs = Object.entries(answer.headers).map(([key, value]): [string, string] => [key, String(value)])
      resolve({ status: answer.statusCode ?? 0, headers: new Headers(pairs), body: Buffer.concat(chunks) })
    })
      .on('error', reject)
      .end()
  })
}

test('the page is at /tab/, and each of its files under its name', async () => {
  expect(String((await get('/tab/')).body)).toContain('<title>Tab')
  expect(String((await get('/tab/index.html?theme=dark')).body)).toContain('<title>Tab')
  expect(String((await get('/tab/config.html')).body)).toContain('<title>Config')
  const toFolder = await get('/tab?place=me')
  expect([toFolder.status, toFolder.headers.get('location')]).toEqual([302, '/tab/?place=me'])
})

test('files that are named after what is in them are kept for a year, the page itself never', async () => {
  const caching = async (name: string) => (await get(name)).headers.get('cache-control')
  expect(await caching(`/tab/${hashed}`)).toBe('public, max-age=31536000, immutable')
  expect(await caching('/tab/assets/logo-BX1y_-2z.png')).toBe('public, max-age=31536000, immutable')
  expect(await caching('/tab/icon.svg')).toBe('no-cache')
  for (const name of ['/tab/', '/tab/config.html', '/tab/settings.json']) expect(await caching(name)).toBe('no-store')
})

test('what can be compressed is, in the way that the browser takes', async () => {
  const plain = await get(`/tab/${hashed}`)
  const brotli = await get(`/tab/${hashed}`, { 'accept-encoding': 'gzip, deflate, br' })
  const gzip = await get(`/tab/${hashed}`, { 'accept-encoding': 'gzip;q=0.8, br;q=0' })
  const png = await get('/tab/assets/logo-BX1y_-2z.png', { 'accept-encoding': 'br' })
  const codings = [plain, brotli, gzip, png].map(({ headers }) => headers.get('content-encoding'))
  expect(codings).toEqual([null, 'br', 'gzip', null])
  for (const body of [plain.body, brotliDecompressSync(brotli.body), gunzipSync(gzip.body)]) {
    expect(String(body)).toBe(script)
  }
  expect(brotli.body.length).toBeLessThan(200)
  expect(brotli.headers.get('vary')).toBe('accept-encoding')
  expect(Number(brotli.headers.get('content-length'))).toBe(brotli.body.length)
})

test('what the build compressed already is sent as it stands, and not under its own name', async () => {
  await put(`${hashed}.br`, 'compressed by the build')
  const { body } = await get(`/tab/${hashed}`, { 'accept-encoding': 'br' })
  expect(String(body)).toBe('compressed by the build')
  expect((await get(`/tab/${hashed}.br`)).status).toBe(404)
})

test('a page that was built anew is served anew', async () => {
  await get('/tab/')
  await put('index.html', '<title>Newer')
  await put('new.html', 'new')
  await utimes(path.join(folder, 'page/index.html'), new Date(), new Date(Date.now() + 5_000))
  expect(String((await get('/tab/')).body)).toBe('<title>Newer')
  expect((await get('/tab/new.html')).status).toBe(200)
})

test('the policy lets Teams, Outlook and Microsoft 365 frame the page, and no script in but its own', async () => {
  for (const name of ['/tab/', `/tab/${hashed}`, '/tab/nothing', '/tab/settings.json']) {
    const { headers } = await get(name)
    const policy = headers.get('content-security-policy') ?? ''
    const directives = new Map(policy.split('; ').map((one) => [one.split(' ')[0] ?? '', one.split(' ').slice(1)]))
    expect(directives.get('default-src')).toEqual(["'none'"])
    expect(directives.get('script-src')).toEqual(["'self'"])
    expect(directives.get('frame-ancestors')).toEqual(
      expect.arrayContaining([
        ...["'self'", 'https://teams.microsoft.com', 'https://*.teams.microsoft.com', 'https://*.cloud.microsoft'],
        ...['https://*.microsoft365.com', 'https://*.office.com', 'https://outlook.live.com'],
        'https://outlook.office365.com',
      ]),
    )
    expect(policy).not.toMatch(/unsafe-eval|frame-ancestors[^;]*(\*;| \* |127\.0\.0\.1|localhost)/)
    expect(headers.get('x-frame-options')).toBeNull()
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  }
})

test.each([
  ...['/tab/../beside.html', '/tab/..%2fbeside.html', '/tab/%2e%2e/beside.html', '/tab/..\\beside.html'],
  ...['/tab//etc/passwd', '/tab/%2fetc%2fpasswd', '/tab/....//beside.html', '/tab/index.html%00.js'],
  ...['/tab/assets/', '/tab/assets', '/tab/secrets.env', '/tab/__proto__', '/tab/%ff', '/tab/constructor'],
])('%s leads nowhere', async (target) => {
  const answer = await sendRaw(port, [`GET ${target} HTTP/1.1\r\nhost: tab.test\r\n\r\n`])
  expect(answer.status).toBe(404)
  expect(answer.body).not.toMatch(/not for you|SECRET|root:/)
})

test('a page that is not built says what to do', async () => {
  const empty = await serve(path.join(folder, 'nowhere'))
  const answer = await fetch(`http://127.0.0.1:${empty.port}/tab/`)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'text/plain; charset=utf-8'])
  expect(await answer.text()).toContain('npm run build')
  empty.stop()
})

test('the page learns what it has to know, without Entra being asked', async () => {
  const { body } = await get('/tab/settings.json')
  expect(JSON.parse(String(body))).toEqual({
    teamsAppId: 'cccccccc-cccc-4ccc-8ccc-cccccccccccc',
    clientId: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
    scope: 'https://graph.microsoft.com/.default',
    tenantAuthority: 'https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111',
  })
})

test('HEAD answers as GET does, without the body', async () => {
  const answer = await sendRaw(port, [`HEAD /tab/${hashed} HTTP/1.1\r\nhost: b\r\nconnection: close\r\n\r\n`])
  expect([answer.status, answer.body]).toEqual([200, ''])
  expect(answer.head).toContain(`content-length: ${script.length}`)
})
