/** What Graph answered, where it was not what this asked for. The request id is what Microsoft's support wants. */
export class GraphRefused extends Error {
  readonly status: number

  constructor(status: number, words: string) {
    super(words)
    this.name = 'GraphRefused'
    this.status = status
  }
}

export type Graph = {
  /** Null where there is no such thing. */
  find(path: string): Promise<Record<string, unknown> | null>
  /** Every page. */
  list(path: string): Promise<Record<string, unknown>[]>
  send(method: 'POST' | 'PATCH', path: string, body: object): Promise<Record<string, unknown>>
}

/** Graph as an admin sees it, by a token of theirs. No other host is ever sent the token. */
export function openGraph(baseUrl: string, token: string): Graph {
  const root = `${baseUrl}/v1.0`
  async function call(method: string, url: string, body?: object): Promise<Record<string, unknown>> {
    const response = await fetch(url, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(30_000),
      headers: { authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const answer = asRecord(await response.json().catch(() => null))
    if (!response.ok) throw new GraphRefused(response.status, words(response, answer))
    return answer
  }
  return {
    find: (path) =>
      call('GET', root + path).catch((error: unknown) => {
        if (error instanceof GraphRefused && error.status === 404) return null
        throw error
      }),
    async list(path) {
      const items: Record<string, unknown>[] = []
      for (let url: unknown = root + path; typeof url === 'string'; ) {
        if (!url.startsWith(`${root}/`)) throw new Error(`Graph pointed to another host for its next page: ${url}`)
        const page = await call('GET', url)
        if (Array.isArray(page['value'])) items.push(...page['value'].map(asRecord))
        url = page['@odata.nextLink']
      }
      return items
    },
    send: (method, path, body) => call(method, root + path, body),
  }
}

function words(response: Response, answer: Record<string, unknown>): string {
  const { code, message } = asRecord(answer['error'])
  const said = [code, message].filter((part) => typeof part === 'string').join(': ') || 'nothing that can be read'
  return `${response.status} (${said}), request ${response.headers.get('request-id') ?? 'unknown'}`
}

export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}
