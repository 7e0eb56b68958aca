import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildAppPackage } from './build-app-package.ts'

/** `npm run package [-- --env NAME]`: builds `appPackage/build/appPackage.NAME.zip` from `appPackage/` and `env/.env.NAME`. */
async function packageApp(args: string[]): Promise<number> {
  const env = environmentName(args)
  if (env === null) {
    process.stderr.write(
      'Usage: npm run package [-- --env NAME], where env/.env.NAME is a file; NAME is dev unless given.\n',
    )
    return 2
  }
  const envFile = join('env', `.env.${env}`)
  const built = await buildAppPackage('appPackage', envFile)
  if (built.kind === 'refused') {
    const lines = built.problems.map((problem) => `  - ${problem}\n`).join('')
    process.stderr.write(`The app package was not built:\n${lines}`)
    return 1
  }
  const path = join('appPackage', 'build', `appPackage.${env}.zip`)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, built.zip)
  process.stdout.write(`${path} is ready (${built.zip.length} bytes), filled from ${envFile}.\n`)
  return 0
}

function environmentName(args: string[]): string | null {
  try {
    const { env } = parseArgs({ args, options: { env: { type: 'string', default: 'dev' } } }).values
    return /^[\w-]+$/.test(env) ? env : null
  } catch {
    return null
  }
}

process.exitCode = await packageApp(process.argv.slice(2))
