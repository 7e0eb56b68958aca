import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import getRawBody from 'raw-body'
import secureJsonParse from 'secure-json-parse'

const MAX_DEPTH = 20

export type JsonBody =
  | { kind: 'read'; value: unknown }
  | { kind: 'refused'; status: 400 | 413 | 415; error: string }
  /** The client went away before its request was complete: there is nobody to answer. */
  | { kind: 'aborted' }

const refused = (status: 400 | 413 | 415, error: string): JsonBody => ({ kind: 'refused', status, error })

/**
 * What the headers alone say against a body, so that nothing of it need be read; null when nothing.
 * Compressed bodies are never taken: restify's own body parser ends the process over five bytes that are not gzip
 * (node-restify issue 1785) and counts its limit before inflating.
 */
export function refuseByHeaders(headers: IncomingMessage['headers'], limitBytes: number): JsonBody | null {
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding.trim().toLowerCase() !== 'identity') return refused(415, 'content-encoding must be identity')
  if (!isJson(headers['content-type'] ?? '')) return refused(415, 'content-type must be application/json')
  if (Number(headers['content-length'] ?? 0) > limitBytes) return refused(413, 'body too large')
  return null
}

/** Reads and parses the body of a request whose headers were not refused. Never throws, whatever was sent. */
export async function readJsonBody(request: IncomingMessage, limitBytes: number): Promise<JsonBody> {
  const length = request.headers['content-length'] ?? null
  const bytes = await getRawBody(request, { limit: limitBytes, length }).catch(readProblem)
  return Buffer.isBuffer(bytes) ? parse(bytes) : bytes
}

function readProblem(error: { type?: unknown }): JsonBody {
  return error.type === 'entity.too.large' ? refused(413, 'body too large') : { kind: 'aborted' }
}

function parse(bytes: Buffer): JsonBody {
  if (!isUtf8(bytes)) return refused(400, 'body is not valid JSON')
  try {
    const value: unknown = secureJsonParse(bytes)
    return isDeeperThan(MAX_DEPTH, value) ? refused(400, 'body is nested too deeply') : { kind: 'read', value }
  } catch {
    return refused(400, 'body is not valid JSON')
  }
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner))
}

/** RFC 8259: JSON is UTF-8; a charset that says otherwise is not JSON to us. */
function isJson(contentType: string): boolean {
  const [type = '', ...parameters] = contentType.toLowerCase().split(';')
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('charset='))
  return type.trim() === 'application/json' && /^(charset="?utf-?8"?)?$/.test(charset ?? '')
}
