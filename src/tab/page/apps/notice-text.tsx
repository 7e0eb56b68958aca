import type { Notice } from '../words/words.ts'

export function NoticeText({ notice: { text, next } }: { notice: Notice }) {
  return (
    <>
      <p>{text}</p>
      {next && <p>{next}</p>}
    </>
  )
}
