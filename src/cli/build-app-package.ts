import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { zipSync } from 'fflate'
import { fillPlaceholders } from './fill-placeholders.ts'
import { iconProblems } from './icon-problems.ts'
import { manifestProblems } from './manifest-problems.ts'

export type AppPackage = { kind: 'built'; zip: Uint8Array } | { kind: 'refused'; problems: string[] }

/** The same input gives the same bytes: the zip carries this day instead of today's. Zip files begin with 1980. */
const ZIP_TIME = new Date(1980, 0, 1)

/**
 * Builds the app package that Teams takes: a zip with `manifest.json`, `color.png` and `outline.png` at its root.
 *
 * @param folder the manifest with its `${{NAME}}` placeholders, and the icons
 * @param envFile `NAME=value` lines
 * @returns the bytes of the zip, or every problem found, each a sentence for a person
 */
export async function buildAppPackage(folder: string, envFile: string): Promise<AppPackage> {
  const [env, manifest, color, outline] = await Promise.all([
    readOrNull(envFile),
    readOrNull(join(folder, 'manifest.json')),
    readOrNull(join(folder, 'color.png')),
    readOrNull(join(folder, 'outline.png')),
  ])
  const problems = absentFiles({
    [envFile]: env,
    'manifest.json': manifest,
    'color.png': color,
    'outline.png': outline,
  })
  if (color) problems.push(...iconProblems('color.png', color, { pixels: 192, transparent: false }))
  if (outline) problems.push(...iconProblems('outline.png', outline, { pixels: 32, transparent: true }))
  if (!env || !manifest || !color || !outline) return { kind: 'refused', problems }

  const filled = fillPlaceholders(manifest.toString('utf8'), parseEnv(env.toString('utf8')))
  problems.push(...filled.missing.map((name) => `${name} is used in manifest.json and has no value in ${envFile}.`))
  // With placeholders left in it the schema would only repeat, less clearly, what has been said.
  if (filled.missing.length === 0) problems.push(...(await manifestProblems(filled.text)))
  if (problems.length > 0) return { kind: 'refused', problems }
  const files = { 'manifest.json': Buffer.from(filled.text), 'color.png': color, 'outline.png': outline }
  return { kind: 'built', zip: zipSync(files, { level: 9, mtime: ZIP_TIME }) }
}

function absentFiles(files: Record<string, Buffer | null>): string[] {
  return Object.entries(files).flatMap(([name, content]) => (content ? [] : [`${name} cannot be read.`]))
}

async function readOrNull(path: string): Promise<Buffer | null> {
  return readFile(path).catch(() => null)
}
