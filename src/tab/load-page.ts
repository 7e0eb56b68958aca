import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

export type Coding = 'br' | 'gzip' | 'identity'

export type PageFile = {
  type: string
  /** Its name has a hash of what is in it, so it never changes. */
  isHashed: boolean
  /** Compressed when first asked for, unless the build did that. */
  read(coding: Coding): Promise<Buffer>
  isCompressible: boolean
}

/** By path below the folder, with `/` in it. Nothing else can be asked for, so no path leads out of the folder. */
export type Page = ReadonlyMap<string, PageFile>

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

const suffixes = { br: '.br', gzip: '.gz' } as const
const packedAlready = ['.png', '.ico', '.woff2']
const compressors = {
  br: (body: Buffer) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (body: Buffer) => promisify(gzip)(body, { level: 9 }),
}

/** The built page out of a folder; again when it was built anew. Null while there is none. */
export function createLoadPage(folder: string): () => Promise<Page | null> {
  let loaded: { builtAtMs: number; page: Promise<Page> } | null = null
  return async () => {
    const index = await stat(path.join(folder, 'index.html')).catch(() => null)
    if (!index) return null
    if (loaded?.builtAtMs !== index.mtimeMs) loaded = { builtAtMs: index.mtimeMs, page: load(folder) }
    return loaded.page
  }
}

async function load(folder: string): Promise<Page> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
  const served = names.filter((name) => Object.hasOwn(types, path.extname(name)))
  return new Map(served.map((name) => [name, pageFile(folder, name, new Set(names))]))
}

function pageFile(folder: string, name: string, names: ReadonlySet<string>): PageFile {
  const bodies = new Map<Coding, Promise<Buffer>>()
  const fromDisk = (file: string) => readFile(path.join(folder, file))
  const make = async (coding: Coding): Promise<Buffer> => {
    if (coding === 'identity') return fromDisk(name)
    const packed = name + suffixes[coding]
    return names.has(packed) ? fromDisk(packed) : compressors[coding](await read('identity'))
  }
  const read = (coding: Coding): Promise<Buffer> => {
    const body = bodies.get(coding) ?? make(coding)
    bodies.set(coding, body)
    return body
  }
  const extension = path.extname(name)
  return {
    type: types[extension] ?? 'application/octet-stream',
    isHashed: /^assets\/.+-[\w-]{8}\.\w+$/.test(name),
    isCompressible: !packedAlready.includes(extension),
    read,
  }
}
