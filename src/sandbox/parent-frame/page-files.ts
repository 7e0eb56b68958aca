import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'

export type PageFile = { type: string; content: string }

const typeByEnding: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  ts: 'text/javascript; charset=utf-8',
}

/** A file of the parent's page, TypeScript without its types; null for any other name. */
export async function readPageFile(name: string): Promise<PageFile | null> {
  const ending = /^[a-z-]+\.(html|css|ts)$/.exec(name)?.[1]
  const type = ending && typeByEnding[ending]
  if (!type) return null
  const text = await readFile(join(import.meta.dirname, 'page', name), 'utf8').catch(() => null)
  if (text === null) return null
  return { type, content: ending === 'ts' ? stripTypeScriptTypes(text) : text }
}
