import type { Request, Response, Server } from 'restify'
import { answerRequest, type ReadBody, type TabHandler } from './answer-request.ts'
import { listInstallations } from './list-installations.ts'
import { mountRollouts, type RolloutRoutes } from './rollouts/mount-rollouts.ts'
import type { createServePage } from './serve-page.ts'
import { showHistory } from './show-history.ts'
import { upgradeListed } from './upgrade-listed.ts'
import { watchPlace } from './watch-place.ts'

export type MountedOn = { server: Server; readBody: ReadBody }

export type MountParts = Omit<RolloutRoutes, 'readBody'> & { servePage: ReturnType<typeof createServePage> }

const places = [
  { kind: 'me', path: '/api/tab/me' },
  { kind: 'team', path: '/api/tab/teams/:place' },
  { kind: 'chat', path: '/api/tab/chats/:place' },
] as const

/** The tab's routes: its API, and its page. */
export function mountTab({ server, readBody }: MountedOn, { servePage, looks, ...parts }: MountParts): void {
  mountRollouts({ server }, { ...parts, readBody, looks })
  for (const { kind, path } of places) {
    const answer = (handler: TabHandler) => async (request: Request, response: Response) =>
      answerRequest(handler, { request, response, place: kind }, { ...parts, readBody })
    server.get(`${path}/installations`, answer(listInstallations))
    server.post(`${path}/installations/:installation/upgrade`, answer(upgradeListed))
    server.get(`${path}/history`, answer(showHistory))
    server.get(`${path}/events`, answer(watchPlace))
  }
  const page = async (request: Request, response: Response) => sendPage(request, response, servePage)
  server.get('/tab', async (request: Request, response: Response) => sendToFolder(request, response))
  server.get('/tab/*', page)
  server.head('/tab/*', page)
}

async function sendPage(request: Request, response: Response, servePage: MountParts['servePage']): Promise<void> {
  const path: unknown = request.params?.['*']
  const answer = await servePage({
    path: typeof path === 'string' ? path : '',
    acceptEncoding: request.header('accept-encoding'),
  })
  response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length })
  response.end(request.method === 'HEAD' ? undefined : answer.body)
}

/** The page's own addresses are relative to its folder. */
function sendToFolder(request: Request, response: Response): void {
  const query = request.getQuery()
  response.writeHead(302, { location: query ? `/tab/?${query}` : '/tab/', 'content-length': 0 })
  response.end()
}
