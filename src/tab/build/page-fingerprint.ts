import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')

/** Everything that the built page is made from: its own files, the types and words it shares, and the versions of packages. */
const inputs = [
  'src/tab/page',
  'src/tab/vite.config.ts',
  'src/tab/build',
  'src/installations',
  'src/rollouts',
  'package-lock.json',
]

/** The same as long as building again would bring the same page. */
export async function pageFingerprint(): Promise<string> {
  const hash = createHash('sha256')
  for (const input of inputs) {
    for (const file of await filesIn(join(root, input)))
      hash.update(file.slice(root.length)).update(await readFile(file))
  }
  return hash.digest('hex')
}

async function filesIn(place: string): Promise<string[]> {
  const found = await readdir(place, { recursive: true, withFileTypes: true }).catch(() => null)
  if (!found) return [place]
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return files.sort()
}
