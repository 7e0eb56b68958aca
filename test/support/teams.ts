import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A message as people see it: the newest card, and every card it showed before. */
export type Message = { id: string; conversationId: string; shown: Shown[] }
export type Shown = { atMs: number; card: unknown; text: string }

export type Place = { id: string; type: 'personal' | 'groupChat' | 'channel'; channelData?: object }
/** `userRole` and `tenantId` are what the roster says of them. */
export type Person = { id: string; name: string; aadObjectId?: string; userRole?: string; tenantId?: string }

/** Answers the connector's next calls otherwise; `keep` lets the call have its effect all the same. */
export type ConnectorFault = { method: 'POST' | 'PUT' | 'GET'; status: number; times: number; keep?: boolean }

export type Teams = Awaited<ReturnType<typeof startTeams>>

/**
 * Teams as the bot meets it: sends activities over HTTP and keeps the conversations that the bot's answers make,
 * through the connector's routes (https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference).
 */
export async function startTeams(options: {
  tenantId: string
  people: Person[]
  teamGroupIds?: Record<string, string>
}) {
  const messages: Message[] = []
  const faults: ConnectorFault[] = []
  const unexpected: string[] = []
  const authorizations = new Set<string>()
  const meetingRoles = new Map<string, string>()
  let lastId = 0

  const server = http.createServer(async (request, response) => {
    authorizations.add(request.headers.authorization ?? '')
    const { status, result } = reply(request.method ?? '', request.url ?? '', await readJson(request))
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(result))
  })

  // As in the sandbox: no connection closes while a busy bot is using it again.
  server.keepAliveTimeout = 75_000

  function reply(method: string, url: string, body: unknown): { status: number; result: object } {
    const fault = faults.find((one) => one.method === method && one.times > 0)
    if (fault) fault.times--
    const result = fault && !fault.keep ? null : answer(method, url, body)
    if (result && !fault) return { status: 200, result }
    return { status: fault?.status ?? 404, result: { error: { code: 'Fault', message: 'as told' } } }
  }

  function answer(method: string, url: string, body: unknown): object | null {
    const [, , collection = '', id = '', part, activityId = ''] = new URL(url, 'http://x').pathname
      .split('/')
      .map(decodeURIComponent)
    if (method === 'GET') return lookUp({ collection, id, part, last: activityId })
    if (collection !== 'conversations') return null
    return method === 'PUT' ? changeMessage(id, activityId, body) : addMessage(id, body)
  }

  function lookUp({
    collection,
    id,
    part,
    last,
  }: {
    collection: string
    id: string
    part: string | undefined
    last: string
  }) {
    if (collection === 'teams') return teamOf(id)
    if (part === 'members') return memberOf(last)
    const role = part === 'participants' ? meetingRoles.get(last) : undefined
    return role ? { user: { aadObjectId: last }, meeting: { role, inMeeting: true } } : null
  }

  function teamOf(id: string): object | null {
    const aadGroupId = options.teamGroupIds?.[id]
    return aadGroupId ? { id, name: 'Acme Ops', aadGroupId } : null
  }

  function changeMessage(conversationId: string, id: string, body: unknown): object | null {
    const message = messages.find((one) => one.id === id && one.conversationId === conversationId)
    message?.shown.push(shownIn(body))
    return message ? { id } : null
  }

  function addMessage(conversationId: string, body: unknown): object {
    const message = { id: `m${++lastId}`, conversationId, shown: [shownIn(body)] }
    messages.push(message)
    return { id: message.id }
  }

  function memberOf(teamsId: string): object | null {
    const known = options.people.find((person) => person.id === teamsId)
    return known ? { userRole: 'user', tenantId: options.tenantId, ...known } : null
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const serviceUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  let botUrl = ''

  /** Sends one activity as it is; adds only what a change leaves out. */
  async function send(activity: object): Promise<{ status: number; body: unknown; tookMs: number }> {
    const started = performance.now()
    const response = await fetch(`${botUrl}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(activity),
    })
    const text = await response.text()
    if (response.status >= 500 && response.status !== 501) unexpected.push(`${response.status} ${text}`)
    return { status: response.status, body: text ? JSON.parse(text) : null, tookMs: performance.now() - started }
  }

  function envelope(place: Place, by: Person): object {
    const { aadObjectId, id, name } = by
    return {
      id: `a${++lastId}`,
      timestamp: new Date().toISOString(),
      channelId: 'msteams',
      serviceUrl,
      from: { id, name, ...(aadObjectId ? { aadObjectId } : {}) },
      recipient: { id: '28:bot', name: 'Acme Assistant' },
      conversation: {
        id: place.id,
        conversationType: place.type,
        tenantId: options.tenantId,
        ...(place.type === 'personal' ? {} : { isGroup: true }),
      },
      channelData: { tenant: { id: options.tenantId }, ...place.channelData },
    }
  }

  return {
    messages,
    people: options.people,
    serviceUrl,
    /** By Entra object id. */
    meetingRoles,
    faults,
    /** Answers of the bot that no one should ever get. */
    unexpected,
    /** What the bot's calls proved themselves with. */
    authorizations,
    send,
    envelope,
    connectTo(url: string) {
      botUrl = url
    },
    typed: (text: string, place: Place, by: Person) => ({ ...envelope(place, by), type: 'message', text }),
    pressed: (verb: string, place: Place, by: Person, press: { on?: string; data?: object } = {}) => ({
      ...envelope(place, by),
      type: 'invoke',
      name: 'adaptiveCard/action',
      ...(press.on ? { replyToId: press.on } : {}),
      value: {
        action: { type: 'Action.Execute', title: verb, verb, data: { verb, ...press.data } },
        trigger: 'manual',
      },
    }),
    submitted: (value: object, place: Place, by: Person, on?: string) => ({
      ...envelope(place, by),
      type: 'message',
      value,
      ...(on ? { replyToId: on } : {}),
    }),
    /** The text of the newest card in a conversation, once it satisfies the condition. */
    async until(condition: (text: string) => boolean, timeoutMs = 90_000): Promise<Message> {
      const deadline = performance.now() + timeoutMs
      for (;;) {
        const found = messages.findLast(({ shown }) => condition(shown.at(-1)?.text ?? ''))
        if (found) return found
        if (performance.now() > deadline)
          throw new Error(`no such card; there are: ${JSON.stringify(messages.map(lastText))}`)
        await sleep(20)
      }
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function readJson(request: http.IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : null
}

function lastText({ shown }: Message): string {
  return shown.at(-1)?.text ?? ''
}

function shownIn(activity: unknown): Shown {
  const { attachments } = activity as { attachments?: { content?: unknown }[] }
  const card = attachments?.[0]?.content ?? null
  return { atMs: performance.now(), card, text: textOf(card) }
}

/** The buttons of a message's newest card. */
export function cardOf({ shown }: Message): { buttons: { title: string; verb: string; data: object }[] } {
  const buttons: { title: string; verb: string; data: object }[] = []
  JSON.stringify(shown.at(-1)?.card ?? null, (_key, value) => {
    if (value?.type === 'Action.Execute') buttons.push(value)
    return value
  })
  return { buttons }
}

/** All that a person reads on a card, in order. */
export function textOf(card: unknown): string {
  if (Array.isArray(card)) return card.map(textOf).filter(Boolean).join('\n')
  if (typeof card !== 'object' || card === null) return ''
  const { body, items, columns, inlines, facts, cells, rows, actions, text, title, value } = card as Record<
    string,
    unknown
  >
  const inline = Array.isArray(inlines)
    ? inlines.map((one) => (typeof one === 'string' ? one : textOf(one))).join('')
    : ''
  const own = [text, title, value].filter((one) => typeof one === 'string')
  return [...own, inline, ...[body, items, columns, rows, cells, facts, actions, value].map(textOf)]
    .filter(Boolean)
    .join('\n')
}
