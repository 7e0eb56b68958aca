import type { Permission } from '../../installations/permission-set.ts'
import type { RolloutPreview } from '../../rollouts/preview-rollout.ts'
import type { PlaceKind } from '../../rollouts/target.ts'
import { permissionWords } from './permission-words.ts'

export type PlanShown = { preview: RolloutPreview; kinds: PlaceKind[]; isList: boolean }

/** What `plan` says, line by line. */
export function planWords({ preview, kinds, isList }: PlanShown): string[] {
  const { app, pinned, permissions } = preview
  return [
    `${app.name}, version ${pinned.version}`,
    `  id in the manifest ${app.externalId ?? 'none'}, in the catalog ${app.catalogId}`,
    `  ${placesWords(preview, { kinds, isList })}`,
    ...preview.notOffered.map((why) => `  Left out: ${why}`),
    ...permissionLines(preview),
    ...(permissions.added.length > 0 ? [`  Hash of what it asks for: ${preview.hash}`] : []),
    ...(preview.asksForMore ? [acceptWords(preview.hash)] : []),
  ]
}

/** What `plan --json` says. */
export function planJson({ preview, kinds, isList }: PlanShown) {
  const { app, pinned, permissions, asksForMore, hash, sampled, known } = preview
  return {
    app,
    version: pinned.version,
    permissions,
    asksForMore,
    hash,
    sampled,
    scope: kinds,
    known,
    notOffered: preview.notOffered,
    isComplete: isList,
  }
}

const placeNames: Record<PlaceKind, [one: string, many: string]> = {
  team: ['team', 'teams'],
  chat: ['chat', 'chats'],
  user: ['person', 'people'],
}

function placesWords({ known }: RolloutPreview, { kinds, isList }: { kinds: PlaceKind[]; isList: boolean }): string {
  const counted = kinds.map((kind) => `${known[kind]} ${placeNames[kind][known[kind] === 1 ? 0 : 1]}`).join(', ')
  return isList ? `Places in the list: ${counted}` : `Places known so far: ${counted}; a start looks for the others`
}

function permissionLines({ permissions, sampled }: RolloutPreview): string[] {
  const { added, kept, dropped } = permissions
  if (added.length + kept.length + dropped.length === 0) return ['  It asks for no permissions of a place.']
  const seen = sampled === 0 ? 'no installation could be read, so all counts as new' : `beside ${sampled} installations`
  return [`  Permissions, ${seen}:`, ...section('New', added), ...section('Kept', kept), ...section('Dropped', dropped)]
}

function section(title: string, permissions: Permission[]): string[] {
  if (permissions.length === 0) return [`    ${title}: none`]
  return [`    ${title}:`, ...permissions.map((permission) => `      ${permissionWords(permission)}`)]
}

export const acceptWords = (hash: string) =>
  `  The app itself would be allowed more. Places that have not agreed to it stay behind unless you start with --accept-permissions ${hash}`
