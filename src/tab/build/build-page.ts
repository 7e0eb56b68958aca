/**
 * `npm run build`: the tab's page, from `src/tab/page` into `dist/tab`. With `--if-stale` only when it is missing or
 * older than its sources; where Vite is not installed (production) what is there is taken as it is.
 */
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pageFingerprint } from './page-fingerprint.ts'

const dist = join(import.meta.dirname, '../../../dist')
const stamp = join(dist, 'tab.fingerprint')

async function buildPage(onlyIfStale: boolean): Promise<number> {
  const fingerprint = await pageFingerprint()
  if (onlyIfStale && (await isBuilt(fingerprint))) return 0
  const vite = await import('vite').catch(() => null)
  if (!vite) return withoutVite(onlyIfStale)
  const logLevel = onlyIfStale ? 'warn' : 'info'
  await vite.build({ configFile: join(import.meta.dirname, '../vite.config.ts'), logLevel })
  await writeFile(stamp, fingerprint)
  return 0
}

async function isBuilt(fingerprint: string): Promise<boolean> {
  const built = await readFile(stamp, 'utf8').catch(() => null)
  return built === fingerprint && existsSync(join(dist, 'tab/index.html'))
}

function withoutVite(onlyIfStale: boolean): number {
  if (onlyIfStale) return 0
  process.stderr.write('Vite is not installed: run npm ci first.\n')
  return 1
}

process.exitCode = await buildPage(process.argv.includes('--if-stale'))
