/**
 * `npm run build`: the tab's page, from `src/tab/page` into `dist/tab`. With `--if-stale` only when it is missing or
 * older than its sources; where Vite is not installed (production) what is there is taken as it is.
 */
import { existsSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compressAssets } from './compress-assets.ts'
import { pageFingerprint } from './page-fingerprint.ts'

const dist = join(import.meta.dirname, '../../../dist')
const stamp = join(dist, 'tab.fingerprint')

async function buildPage(onlyIfStale: boolean): Promise<number> {
  const fingerprint = await pageFingerprint()
  if (onlyIfStale && (await isBuilt(fingerprint))) return 0
  const vite = await import('vite').catch(() => null)
  if (!vite) return withoutVite(onlyIfStale)
  // Vite goes by what it finds, and a test runner's `test` would make it React for developers.
  process.env['NODE_ENV'] = 'production'
  const logLevel = onlyIfStale ? 'warn' : 'info'
  const fresh = join(dist, `tab-${process.pid}`)
  await vite.build({ configFile: join(import.meta.dirname, '../vite.config.ts'), logLevel, build: { outDir: fresh } })
  await compressAssets(fresh)
  await takeThePlaceOf(join(dist, 'tab'), fresh)
  await writeFile(stamp, fingerprint)
  return 0
}

async function isBuilt(fingerprint: string): Promise<boolean> {
  const built = await readFile(stamp, 'utf8').catch(() => null)
  return built === fingerprint && existsSync(join(dist, 'tab/index.html'))
}

/** Whole and in one moment: a server that runs meanwhile never finds half a page, and two builds do not mix. */
async function takeThePlaceOf(place: string, fresh: string): Promise<void> {
  await rm(place, { recursive: true, force: true })
  await rename(fresh, place).catch(() => rm(fresh, { recursive: true, force: true }))
}

function withoutVite(onlyIfStale: boolean): number {
  if (onlyIfStale) return 0
  process.stderr.write('Vite is not installed: run npm ci first.\n')
  return 1
}

process.exitCode = await buildPage(process.argv.includes('--if-stale'))
