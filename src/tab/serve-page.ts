import type { Coding, Page } from './load-page.ts'
import { pageHeaders } from './page-headers.ts'

export type PageRequest = { path: string; acceptEncoding: string | undefined }

export type PageAnswer = { status: number; headers: Record<string, string>; body: Buffer }

export type PageParts = {
  loadPage(): Promise<Page | null>
  /** Besides Teams, Outlook and Microsoft 365. */
  moreFrameHosts: readonly string[]
  /** What the page has to know that is no secret and differs from one installation of this product to the next. */
  settings(): Promise<object>
}

const notBuilt =
  'The page of the tab is not built yet. Run "npm run build" on the machine that serves it, then reload.\n'

/** `GET /tab/…`; `path` is what follows the slash, decoded. */
export function createServePage({ loadPage, moreFrameHosts, settings }: PageParts) {
  const common = pageHeaders(moreFrameHosts)
  const text = (status: number, body: string, type = 'text/plain; charset=utf-8'): PageAnswer => ({
    status,
    headers: { ...common, 'content-type': type, 'cache-control': 'no-store' },
    body: Buffer.from(body),
  })
  return async ({ path, acceptEncoding }: PageRequest): Promise<PageAnswer> => {
    if (path === 'settings.json') return text(200, JSON.stringify(await settings()), 'application/json')
    const page = await loadPage()
    if (!page) return text(503, notBuilt)
    const file = page.get(path === '' ? 'index.html' : path)
    if (!file) return text(404, 'There is no such page.\n')
    const coding = file.isCompressible ? chooseCoding(acceptEncoding) : 'identity'
    const headers = {
      ...common,
      'content-type': file.type,
      'cache-control': cacheControl(file),
      ...(file.isCompressible ? { vary: 'accept-encoding' } : {}),
      ...(coding === 'identity' ? {} : { 'content-encoding': coding }),
    }
    return { status: 200, headers, body: await file.read(coding) }
  }
}

function cacheControl({ isHashed, type }: { isHashed: boolean; type: string }): string {
  if (isHashed) return 'public, max-age=31536000, immutable'
  return type.startsWith('text/html') ? 'no-store' : 'no-cache'
}

/** `br;q=0` means not br; other weights make no difference to files this small. */
function chooseCoding(acceptEncoding = ''): Coding {
  const accepted = acceptEncoding
    .toLowerCase()
    .split(',')
    .map((one) => one.trim())
    .filter((one) => !/;\s*q=0(\.0*)?$/.test(one))
    .map((one) => one.split(';')[0]?.trim())
  return (['br', 'gzip'] as const).find((coding) => accepted.includes(coding)) ?? 'identity'
}
