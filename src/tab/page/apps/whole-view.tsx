import type { ReactNode } from 'react'
import type { Notice } from '../words/words.ts'
import { NoticeText } from './notice-text.tsx'

type Props = { notice: Notice; heading?: 'h1' | 'h2'; children?: ReactNode }

/** In place of a list: why there is none, and what to do. */
export function WholeView({ notice, heading: Heading = 'h2', children }: Props) {
  return (
    <section className="whole">
      <Heading>{notice.title}</Heading>
      <NoticeText notice={notice} />
      {children}
    </section>
  )
}
