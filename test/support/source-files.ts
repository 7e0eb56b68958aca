import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export type SourceFile = {
  name: string
  text: string
  lines: number
  imports: { target: string; isTypeOnly: boolean }[]
}

const root = path.resolve(import.meta.dirname, '../../src')

/** Every source file with what it imports; own files by their name below `src/`, packages by theirs. */
export function readSourceFiles(): SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => {
      const text = readFileSync(path.join(root, name), 'utf8')
      return { name, text, lines: text.split('\n').length - 1, imports: importsOf(name, text) }
    })
}

function importsOf(name: string, text: string): SourceFile['imports'] {
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s)?[^'"]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]/gm,
  )
  const lazy = text.matchAll(/\bimport\(['"]([^'"]+)['"]\)/g)
  const found = [...statements].map((match) => ({
    target: match[2] ?? match[3] ?? '',
    isTypeOnly: match[1] !== undefined,
  }))
  return [...found, ...[...lazy].map((match) => ({ target: match[1] ?? '', isTypeOnly: false }))].map((one) =>
    one.target.startsWith('.') ? { ...one, target: path.posix.join(path.posix.dirname(name), one.target) } : one,
  )
}

/** Good enough to keep prose out of a search; a `//` inside a string goes too. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '')
}
