import { cp, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

const leftOut = new Set(['node_modules', 'artifacts', '.git', '.data', 'dist'])
const isWanted = (name: string) => !leftOut.has(path.basename(name))

/** A copy of the checkout to change code in, with the checkout's own packages. */
export async function withWorkCopy<T>(root: string, use: (copy: string) => Promise<T>): Promise<T> {
  const copy = await mkdtemp(path.join(tmpdir(), 'campaign-copy-'))
  try {
    for (const name of await readdir(root)) {
      if (isWanted(name)) await cp(path.join(root, name), path.join(copy, name), { recursive: true, filter: isWanted })
    }
    await symlink(path.join(root, 'node_modules'), path.join(copy, 'node_modules'), 'junction')
    return await use(copy)
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}
