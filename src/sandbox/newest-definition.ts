import type { CatalogApp, Definition } from './tenant.ts'

/** What an upgrade goes to: "the current version available in the tenant app catalog". Only published ones count. */
export function newestDefinition(app: CatalogApp): Definition | null {
  const published = app.definitions.filter(({ publishingState }) => publishingState === 'published')
  const [newest] = published.sort((a, b) => compareParts(b.version, a.version))
  return newest ?? null
}

/** The definition of an installed version; an unlisted version counts as the newest one. */
export function definitionOf(app: CatalogApp, version: string): Definition | null {
  return app.definitions.find((definition) => definition.version === version) ?? newestDefinition(app)
}

/** Written apart from the product's own comparison on purpose: the sandbox is what that one is checked against. */
function compareParts(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number))
  for (const i of [0, 1, 2, 3]) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
