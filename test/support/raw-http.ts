import { connect } from 'node:net'

export type RawAnswer = { continued: boolean; status: number; head: string; body: string }

/**
 * Writes bytes to a local port as they are and reads what comes back, until the server closes the connection, the
 * answer is complete, or `waitMs` have passed. Errors of the connection end the reading; what had come is returned.
 */
export async function sendRaw(port: number, parts: (string | Buffer)[], waitMs = 5_000): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  const ended = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, waitMs)
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      if (isComplete(text)) resolve()
    })
    socket.on('error', () => resolve())
    socket.on('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
  for (const part of parts) socket.write(part)
  await ended
  socket.destroy()
  return parseAnswer(text)
}

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n'

/** An answer's status, its head in lower case and its body; status 0 when none came. */
function parseAnswer(text: string): RawAnswer {
  const continued = text.startsWith(CONTINUE)
  const [head = '', ...rest] = (continued ? text.slice(CONTINUE.length) : text).split('\r\n\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0)
  return { continued, status, head: head.toLowerCase(), body: rest.join('') }
}

function isComplete(text: string): boolean {
  const { head, body } = parseAnswer(text)
  const length = /content-length: (\d+)/.exec(head)?.[1]
  return length === undefined ? text.endsWith('\r\n0\r\n\r\n') : body.length >= Number(length)
}

/** A request to `/api/messages` with the given headers, one a line. */
export function post(headers: string[], body: string | Buffer = ''): Buffer {
  const head = ['POST /api/messages HTTP/1.1', 'host: bot.test', ...headers].join('\r\n')
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), Buffer.from(body)])
}
