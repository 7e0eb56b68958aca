import type { ColdStart } from './cold-start.ts'
import type { Round } from './measure-round.ts'
import { median } from './quantile.ts'

export type Measured = { name: string; coldStarts: ColdStart[]; rounds: Round[]; replyBytes: number }

/** What the median of the paired rounds should not exceed (issue 2; trust.md, P7). */
const aim = 1.1

type Column = { title: string; value(measured: Measured): string }

const ofRounds = (read: (round: Round) => number) => (measured: Measured) => median(measured.rounds.map(read))
const ofStarts = (read: (start: ColdStart) => number) => (measured: Measured) => median(measured.coldStarts.map(read))
const column = (title: string, read: (measured: Measured) => number, digits: number): Column => ({
  title,
  value: (measured) => shown(read(measured), digits),
})

const columns: Column[] = [
  column(
    'CPU ms/msg',
    ofRounds((round) => round.cpuMsPerMessage),
    3,
  ),
  column(
    'msg/s',
    ofRounds((round) => round.messagesPerSecond),
    0,
  ),
  column(
    'p50 ms',
    ofRounds((round) => round.busyMs.p50),
    1,
  ),
  column(
    'p99 ms',
    ofRounds((round) => round.busyMs.p99),
    1,
  ),
  column(
    'idle p50',
    ofRounds((round) => round.idleMs.p50),
    1,
  ),
  column(
    'idle p99',
    ofRounds((round) => round.idleMs.p99),
    1,
  ),
  column(
    'RSS MB',
    ofRounds((round) => round.rssMb),
    0,
  ),
  column(
    'ready ms',
    ofStarts((start) => start.readyMs ?? Number.NaN),
    0,
  ),
  column(
    'first 200 ms',
    ofStarts((start) => start.firstAnswerMs),
    0,
  ),
  column(
    'RSS then',
    ofStarts((start) => start.rssMb),
    0,
  ),
  column('reply bytes', (measured) => measured.replyBytes, 0),
]

/** Medians side by side, and the ratios of the product to its peer, each taken inside a round before the median. */
export function report(product: Measured, peer: Measured): string {
  const names = [product.name, peer.name]
  const rows = columns.map(({ title, value }) => [title, value(product), value(peer)])
  const cpu = pairedRatio(product, peer, (round) => round.cpuMsPerMessage)
  const p99 = pairedRatio(product, peer, (round) => round.busyMs.p99)
  return [
    table([['', ...names], ...rows]),
    '',
    `CPU per message, product to peer: ${cpu.text} (aim: at most ${aim.toFixed(2)}, ${cpu.median <= aim ? 'reached' : 'not reached'})`,
    `p99 under load, product to peer:  ${p99.text}`,
  ].join('\n')
}

function pairedRatio(product: Measured, peer: Measured, read: (round: Round) => number) {
  const ratios = product.rounds.flatMap((round, index) => {
    const other = peer.rounds[index]
    return other ? [read(round) / read(other)] : []
  })
  const middle = median(ratios)
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)]
  return { median: middle, text: `${shown(middle, 2)} (rounds from ${shown(least, 2)} to ${shown(most, 2)})` }
}

function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)))
  const line = (row: string[]) =>
    row
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('   ')
  return rows.map(line).join('\n')
}

function shown(value: number, digits: number): string {
  return Number.isNaN(value) ? '-' : value.toFixed(digits)
}
