import { createInterface } from 'node:readline/promises'
import { runDoctor } from './doctor/run-doctor.ts'
import { unexpectedWords } from './doctor/unexpected-words.ts'

// `npm run doctor`: reads a tenant and the settings, and says what is missing and how to fix it.
const terminal = {
  write: (text: string) => void process.stdout.write(text),
  writeError: (text: string) => void process.stderr.write(text),
  ask: process.stdin.isTTY ? ask : null,
}

const code = await run()

process.exitCode = code
// All is said; what still waits for an answer that nobody needs must not keep the terminal.
setTimeout(() => process.exit(code), 500).unref()

async function run(): Promise<number> {
  try {
    // Loaded when the arguments are understood: it brings half of the program with it.
    return await runDoctor(process.argv.slice(2), terminal, async (asked) => {
      const { openDoctor } = await import('../doctor-app.ts')
      return openDoctor({ ...asked, env: process.env, logTo: process.stderr })
    })
  } catch (error) {
    terminal.writeError(unexpectedWords(error, process.env['LOG_LEVEL'] === 'debug'))
    return 1
  }
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await lines.question(question)
  } finally {
    lines.close()
  }
}
