import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'

/** Where the campaign's own packages are: as many as half of the product's, so only who runs mutants installs them. */
export const tools = path.join(import.meta.dirname, 'node_modules')

/** Installs them as their lock file says, unless they are there. @returns whether they are there now. */
export async function installTools(): Promise<boolean> {
  if (existsSync(path.join(tools, '@stryker-mutator/core'))) return true
  const npm = process.env['npm_execpath']
  const [command, ...args] = npm ? [process.execPath, npm] : ['npm']
  const child = spawn(command, [...args, 'ci'], { cwd: import.meta.dirname, stdio: ['ignore', 'inherit', 'inherit'] })
  const [code] = await once(child, 'close')
  return code === 0
}
