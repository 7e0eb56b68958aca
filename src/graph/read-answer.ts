import { hideSecrets } from '../hide-secrets.ts'
import type { Answer } from '../installations/answer.ts'
import { classifyRefusal } from './classify-refusal.ts'
import { parseRetryAfter } from './retry-after.ts'

/** Far above any page Graph sends (an installation is about 1 kB), far below what would hurt. */
const maxBodyBytes = 8 * 1024 * 1024

/** Reads one HTTP answer to its end and says what it means. A success without a body (204) has the value null. */
export async function readAnswer(response: Response): Promise<Answer<unknown>> {
  const text = await readBoundedText(response)
  const headerRequestId = response.headers.get('request-id')
  if (text === null) {
    return { kind: 'failed', detail: `Graph's answer is longer than ${maxBodyBytes} bytes`, requestId: headerRequestId }
  }
  const body = parseJson(text)
  const error = errorOf(body)
  const requestId = headerRequestId ?? error.requestId
  if (!response.ok) {
    const retryAfterSeconds = parseRetryAfter(response.headers.get('retry-after'), Date.now())
    return classifyRefusal({
      status: response.status,
      code: error.code,
      message: error.message,
      requestId,
      retryAfterSeconds,
    })
  }
  if (text === '') return { kind: 'ok', value: null, requestId }
  if (body === undefined || error.code) {
    return { kind: 'failed', detail: `Graph answered ${response.status} with what is no result`, requestId }
  }
  return { kind: 'ok', value: body, requestId }
}

async function readBoundedText(response: Response): Promise<string | null> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxBodyBytes) return null
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // an HTML error page, or cut short: the caller decides by status
  }
}

/** https://learn.microsoft.com/graph/errors, with both spellings of the inner error that occur. */
function errorOf(body: unknown): { code: string; message: string; requestId: string | null } {
  const error = field(body, 'error')
  const inner = field(error, 'innerError') ?? field(error, 'innererror')
  const requestId = field(inner, 'request-id')
  return {
    code: textOr(field(error, 'code'), ''),
    // Shown to people and kept: a server that repeats what it was sent must not repeat the token.
    message: hideSecrets(textOr(field(error, 'message'), '')),
    requestId: typeof requestId === 'string' ? requestId : null,
  }
}

/** `value[name]` of whatever came over the wire. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback
}
