import { usePage } from '../page-context.ts'

type Props = { detail: string | null; requestId: string | null }

/** What was answered, as it was answered: for whoever can do something about it. */
export function AnswerFacts({ detail, requestId }: Props) {
  const { outcome: words } = usePage().speech.words
  if (!detail && !requestId) return null
  return (
    <dl className="facts">
      {detail && <Fact name={words.details} value={detail} />}
      {requestId && <Fact name={words.requestId} value={requestId} />}
    </dl>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{value}</dd>
    </div>
  )
}
