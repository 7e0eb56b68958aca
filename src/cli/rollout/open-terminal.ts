import { createInterface } from 'node:readline/promises'
import type { Terminal } from './terminal.ts'

type Streams = { stdin: NodeJS.ReadStream; stdout: NodeJS.WriteStream; stderr: NodeJS.WriteStream }

const clearLine = '\r\u001B[K'

/** The terminal of this process. */
export function openTerminal({ stdin, stdout, stderr }: Streams, { isJson }: { isJson: boolean }): Terminal {
  let isDrawn = false
  let isUnread = false
  // Whoever read may leave early, as `head` does; that is no reason to leave a rollout in the middle.
  stdout.on('error', () => {
    isUnread = true
  })
  stderr.on('error', () => {})
  const undraw = () => {
    if (isDrawn) stderr.write(clearLine)
    isDrawn = false
  }
  return {
    isJson,
    isInteractive: Boolean(stdin.isTTY && stderr.isTTY),
    isUnread: () => isUnread,
    print(line) {
      undraw()
      return new Promise((resolve) => stdout.write(`${line}\n`, () => resolve()))
    },
    say(text) {
      undraw()
      stderr.write(`${text}\n`)
    },
    draw(text) {
      stderr.write(`${clearLine}${text.slice(0, Math.max(20, (stderr.columns || 80) - 1))}`)
      isDrawn = true
    },
    async ask(question) {
      undraw()
      const reader = createInterface({ input: stdin, output: stderr })
      try {
        // The end of the input is no yes.
        return await Promise.race([reader.question(question), closing(reader)])
      } finally {
        reader.close()
      }
    },
  }
}

function closing(reader: ReturnType<typeof createInterface>): Promise<string> {
  return new Promise((resolve) => reader.once('close', () => resolve('')))
}
