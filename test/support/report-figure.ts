import { appendFileSync } from 'node:fs'

/** One line of the campaign's table; without a campaign nobody asks for it. */
export function reportFigure(what: string, figure: string | number): void {
  const file = process.env.CAMPAIGN_FIGURES
  if (file) appendFileSync(file, `${JSON.stringify({ what, figure: String(figure) })}\n`)
}
