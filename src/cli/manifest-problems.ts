import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { AppManifestUtils, type TeamsManifest } from '@microsoft/app-manifest'

/**
 * What Microsoft's schema says against a manifest whose placeholders are filled; an empty list when nothing.
 * Never goes to the network: a schema that `@microsoft/app-manifest` does not bring along is a problem of its own.
 */
export async function manifestProblems(text: string): Promise<string[]> {
  const manifest = parse(text)
  if (typeof manifest === 'string') return [manifest]
  const version = String(manifest.manifestVersion)
  const schema = `https://developer.microsoft.com/json-schemas/teams/v${version}/MicrosoftTeams.schema.json`
  if (manifest.$schema !== schema) return [`manifest.json: $schema must be ${schema}, to agree with manifestVersion.`]
  if (!isBundled(version)) return [`manifest.json: manifestVersion ${version} cannot be checked without the network.`]
  const complaints = await AppManifestUtils.validateAgainstSchema(manifest)
  return complaints.map((complaint) => `manifest.json: ${complaint.trim()}`)
}

function parse(text: string): TeamsManifest | string {
  try {
    const manifest: TeamsManifest | null = JSON.parse(text)
    return typeof manifest === 'object' && manifest !== null ? manifest : 'manifest.json is not a JSON object.'
  } catch (error) {
    return `manifest.json is not JSON: ${error instanceof Error ? error.message : String(error)}`
  }
}

function isBundled(version: string): boolean {
  const folder = dirname(createRequire(import.meta.url).resolve('@microsoft/app-manifest'))
  return existsSync(join(folder, 'json-schemas', 'teams', `v${version}`, 'MicrosoftTeams.schema.json'))
}
