import { appendFileSync, existsSync, readFileSync } from 'node:fs'

/** One line of the table at the end. */
export type Figure = { what: string; figure: string }

/** A file of one JSON object a line: tests in processes of their own write into it too (test/support/report-figure.ts). */
export function readFigures(file: string): Figure[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return lines.map((line): Figure => JSON.parse(line))
}

export function addFigure(file: string, figure: Figure): void {
  appendFileSync(file, `${JSON.stringify(figure)}\n`)
}

/** Aligned lines, two columns. */
export function formatFigures(figures: Figure[]): string {
  const width = Math.max(...figures.map(({ what }) => what.length))
  return figures.map(({ what, figure }) => `  ${what.padEnd(width)}  ${figure}`).join('\n')
}
