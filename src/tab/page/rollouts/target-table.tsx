import type { ListedTarget } from '../api/rollout-shapes.ts'
import { usePage } from '../page-context.ts'
import { useRollouts } from './rollouts-context.ts'

type Props = { targets: ListedTarget[]; isDryRun: boolean }

/** A page of places as a table that turns into cards where it is narrow. */
export function TargetTable({ targets, isDryRun }: Props) {
  const { targets: words } = useRollouts().words
  const { column } = words
  if (targets.length === 0) return <p className="quiet">{words.none}</p>
  return (
    <table className="targets">
      <thead>
        <tr>
          <th scope="col">{column.place}</th>
          <th scope="col">{column.state}</th>
          <th scope="col">{column.versions}</th>
          <th scope="col">{column.detail}</th>
          <th scope="col">{column.time}</th>
        </tr>
      </thead>
      <tbody>
        {targets.map((target) => (
          <TargetRow key={`${target.kind} ${target.id}`} target={target} isDryRun={isDryRun} />
        ))}
      </tbody>
    </table>
  )
}

function TargetRow({ target, isDryRun }: { target: ListedTarget; isDryRun: boolean }) {
  const { formats } = usePage().speech
  const { targets: words } = useRollouts().words
  const { kind, id, state, from, to, at } = target
  const names = isDryRun ? words.dryState : words.state
  const details = useDetails(target, isDryRun)
  return (
    <tr>
      <th scope="row">
        {words.kind[kind]}
        <code dir="ltr">{id}</code>
      </th>
      <td data-label={words.column.state}>
        <span className={`legend__mark ends--${state}`} aria-hidden="true" />
        {names[state]}
      </td>
      <td data-label={words.column.versions}>
        <bdi dir="ltr">{from && to && from !== to ? `${from} → ${to}` : (to ?? from ?? '–')}</bdi>
      </td>
      <td data-label={words.column.detail} className={details.length === 0 ? 'targets__nothing' : ''}>
        {details.map((detail) => (
          <p key={detail} dir="auto">
            {detail}
          </p>
        ))}
      </td>
      <td data-label={words.column.time}>
        {at === null ? '–' : <time dateTime={at}>{formats.dateTime(new Date(at))}</time>}
      </td>
    </tr>
  )
}

/** Our own words first, then Graph's. */
function useDetails(target: ListedTarget, isDryRun: boolean): string[] {
  const { outcome } = usePage().speech.words
  const { targets: words } = useRollouts().words
  const { state, reason, detail, missing, lost, requestId, attempts } = target
  const isTold = isDryRun && state === 'upgraded'
  return [
    reason === null ? null : outcome.refused[reason].title,
    isTold ? null : detail,
    missing && words.missing(missing),
    lost && words.lost(lost),
    attempts > 1 ? words.attempts(attempts) : null,
    requestId && (state === 'failed' || state === 'refused') ? `${words.requestId}: ${requestId}` : null,
  ].filter((text): text is string => text !== null && text !== '')
}
