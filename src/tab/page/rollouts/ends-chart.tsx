import { useCallback, useId } from 'react'
import type { ListedRollout, Timeline } from '../api/rollout-shapes.ts'
import { usePage } from '../page-context.ts'
import { isMoving } from './is-moving.ts'
import { layOut } from './lay-out-chart.ts'
import { useRollouts } from './rollouts-context.ts'
import { usePolled } from './use-polled.ts'

const AGAIN_MS = 6_000

/** What ended when, and when Graph asked to wait; as a picture, and the same as a table. */
export function EndsChart({ rollout }: { rollout: ListedRollout }) {
  const { id, state, startedAt } = rollout
  const { rollouts } = useRollouts()
  const read = useCallback((signal: AbortSignal) => rollouts.timeline(id, signal), [rollouts, id])
  const { value } = usePolled(read, { everyMs: () => (isMoving(rollout) ? AGAIN_MS : null), version: state })
  if (startedAt === null || !value || value.buckets.length === 0) return null
  return <Chart timeline={value} />
}

function Chart({ timeline }: { timeline: Timeline }) {
  const { formats } = usePage().speech
  const { chart: words } = useRollouts().words
  const titleId = useId()
  const { bars, waits, most, from, until, done, failed } = layOut(timeline)
  const step = words.step(timeline.bucketSeconds)
  return (
    <figure className="card chart" aria-labelledby={titleId}>
      <figcaption className="card__title" id={titleId}>
        {words.title}
      </figcaption>
      <div className="chart__plot">
        <span className="chart__most" aria-hidden="true">
          {formats.number(most)}
        </span>
        <svg
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          role="img"
          aria-label={words.label({ done, failed, most, step })}
        >
          {waits.map(({ x, width }) => (
            <rect key={x} className="chart__wait" x={x} y={0} width={width} height={100} />
          ))}
          {bars.map(({ x, width, doneHeight, failedHeight }) => (
            <g key={x}>
              <rect className="ends--upgraded" x={x} y={100 - doneHeight} width={width} height={doneHeight} />
              <rect
                className="ends--failed"
                x={x}
                y={100 - doneHeight - failedHeight}
                width={width}
                height={failedHeight}
              />
            </g>
          ))}
        </svg>
        <span className="chart__times" aria-hidden="true">
          <span>{formats.moment(from)}</span>
          <span>{formats.moment(until)}</span>
        </span>
      </div>
      <ul className="legend" aria-hidden="true">
        <li>
          <span className="legend__mark ends--upgraded" />
          {words.done}
        </li>
        <li>
          <span className="legend__mark ends--failed" />
          {words.failed}
        </li>
        {waits.length > 0 && (
          <li>
            <span className="legend__mark legend__mark--wait" />
            {words.throttled}
          </li>
        )}
      </ul>
      <ChartTable timeline={timeline} />
    </figure>
  )
}

function ChartTable({ timeline: { buckets, throttled } }: { timeline: Timeline }) {
  const { formats } = usePage().speech
  const { chart: words } = useRollouts().words
  const moment = (at: string) => <time dateTime={at}>{formats.moment(new Date(at))}</time>
  return (
    <details className="app__asks">
      <summary>{words.asTable}</summary>
      <table className="figures">
        <thead>
          <tr>
            <th scope="col">{words.time}</th>
            <th scope="col">{words.done}</th>
            <th scope="col">{words.failed}</th>
          </tr>
        </thead>
        <tbody>
          {buckets.map(({ at, done, failed }) => (
            <tr key={at}>
              <th scope="row">{moment(at)}</th>
              <td>{formats.number(done)}</td>
              <td>{formats.number(failed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {throttled.map(({ from, until }) => (
        <p key={from} className="quiet">
          {words.throttled}: {moment(from)} – {moment(until)}
        </p>
      ))}
    </details>
  )
}
