import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { WholeView } from './apps/whole-view.tsx'
import { Frame } from './frame.tsx'
import { textDirection } from './teams/text-direction.ts'
import type { Speech } from './words/load-words.ts'

type Shown = { theme: string; locale: string; speech: Speech }

/** Puts a page into the document, and a kind word in its place should it break. */
export function showPage(content: ReactNode, { theme, locale, speech }: Shown): void {
  const dir = textDirection(locale)
  Object.assign(document.documentElement, { lang: speech.language, dir })
  const place = document.getElementById('root')
  if (!place) throw new Error('The document has no place for the page.')
  const show = (shown: ReactNode, onUncaughtError: () => void) => {
    const root = createRoot(place, { onUncaughtError })
    root.render(
      <Frame theme={theme} dir={dir}>
        {shown}
      </Frame>,
    )
    return root
  }
  const root = show(content, () => {
    root.unmount()
    show(<WholeView notice={speech.words.broken} heading="h1" />, () => {})
  })
}
