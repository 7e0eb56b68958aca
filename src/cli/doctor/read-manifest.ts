import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { fillPlaceholders } from '../fill-placeholders.ts'

/** The manifest as `npm run package` would fill it, and what is wrong with it; `absent` where it is not on this machine. */
export type ManifestReading =
  | { kind: 'absent'; file: string }
  /** `isValidated`: false where the schema's own package is not installed, as in production. */
  | { kind: 'read'; ids: ManifestIds; problems: string[]; isValidated: boolean; envFile: string }

export type ManifestIds = { teamsAppId: unknown; botIds: unknown[]; clientAppId: unknown }

export async function readManifest(folder: string, envFile: string): Promise<ManifestReading> {
  const file = join(folder, 'manifest.json')
  const [text, env] = await Promise.all([readOrNull(file), readOrNull(envFile)])
  if (text === null || env === null) return { kind: 'absent', file: text === null ? file : envFile }
  const filled = fillPlaceholders(text, parseEnv(env))
  const problems = filled.missing.map((name) => `${name} has no value in ${envFile}.`)
  const validate = problems.length > 0 ? null : await loadValidator()
  if (validate) problems.push(...(await validate(filled.text)))
  return { kind: 'read', ids: idsIn(filled.text), problems, isValidated: validate !== null, envFile }
}

/** The schemas are a development dependency; without them the ids can be compared all the same. */
async function loadValidator() {
  try {
    const { manifestProblems } = await import('../manifest-problems.ts')
    return manifestProblems
  } catch {
    return null
  }
}

function idsIn(text: string): ManifestIds {
  const manifest = parse(text)
  const bots = member(manifest, 'bots')
  return {
    teamsAppId: member(manifest, 'id'),
    botIds: Array.isArray(bots) ? bots.map((bot) => member(bot, 'botId')) : [],
    clientAppId: member(member(manifest, 'webApplicationInfo'), 'id'),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

const readOrNull = (file: string) => readFile(file, 'utf8').catch(() => null)
