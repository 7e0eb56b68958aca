import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { forwardRequest } from './forward-request.ts'
import { type PageFile, readPageFile } from './page-files.ts'

export type ParentFrame = { url: string; close(): Promise<void> }

export type ParentFrameOptions = {
  port?: number
  /** Whose people and places it plays, and who signs their tokens. */
  sandboxUrl: string
  /** Where the tab and its API are. */
  botUrl: string
}

/** Plays Teams' web client around the tab, on loopback: the page that embeds it, and what that page has to ask for. */
export async function startParentFrame({ port = 0, sandboxUrl, botUrl }: ParentFrameOptions): Promise<ParentFrame> {
  const bot = new URL(botUrl)
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', bot)
    if (/^\/(api\/)?tab(\/|$)/.test(pathname)) return forwardRequest(request, response, bot)
    answer(request, response, { pathname, sandboxUrl }).catch(() => sendJson(response, 502, { reason: 'No sandbox.' }))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  const actual = typeof address === 'object' && address ? address.port : port
  return {
    url: `http://127.0.0.1:${actual}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type Asked = { pathname: string; sandboxUrl: string }

async function answer(request: IncomingMessage, response: ServerResponse, asked: Asked): Promise<void> {
  const { pathname, sandboxUrl } = asked
  switch (`${request.method} ${pathname}`) {
    case 'GET /':
      return sendFile(response, 'index.html')
    case 'GET /_parent/world':
      return pass(response, await fetch(`${sandboxUrl}/_sandbox/tenant`))
    case 'POST /_parent/token':
      return pass(response, await askToken(request, sandboxUrl))
    default:
      return sendFile(response, request.method === 'GET' ? pathname.replace('/_parent/', '') : '')
  }
}

async function askToken(request: IncomingMessage, sandboxUrl: string): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify(await json(request))
  return fetch(`${sandboxUrl}/_sandbox/issuer/tab-token`, { method: 'POST', headers, body })
}

async function pass(response: ServerResponse, answered: Response): Promise<void> {
  sendJson(response, answered.status, await answered.json())
}

async function sendFile(response: ServerResponse, name: string): Promise<void> {
  const file = await readPageFile(name)
  if (!file) return sendJson(response, 404, { reason: 'There is no such page.' })
  send(response, 200, file)
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) return
  send(response, status, { type: 'application/json', content: JSON.stringify(body) })
}

/** In two steps: where restify runs in the same process (tests), its `writeHead` returns nothing. */
function send(response: ServerResponse, status: number, { type, content }: PageFile): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
  response.end(content)
}
