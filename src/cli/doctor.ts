import { openDoctor } from '../doctor-app.ts'
import { runDoctor } from './doctor/run-doctor.ts'

// `npm run doctor`: reads a tenant and the settings, and says what is missing and how to fix it.
const terminal = {
  write: (text: string) => void process.stdout.write(text),
  writeError: (text: string) => void process.stderr.write(text),
}

process.exitCode = await runDoctor(process.argv.slice(2), terminal, (asked) =>
  openDoctor({ ...asked, env: process.env, logTo: process.stderr }),
)
