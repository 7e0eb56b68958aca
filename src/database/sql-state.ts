/** SQLSTATEs of Postgres for rows, indexes and files that are not what was written. */
const dataLossCodes = ['XX001', 'XX002', '58P01']

/** SQLSTATE, or Node's name of a system error; null for a Postgres that said nothing at all. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}

/** Whether Postgres itself answered with this error and lives on, so that the next statement may well succeed. */
export function isAnswered(error: unknown): boolean {
  const isLastWord = error instanceof Error && 'severity' in error && error.severity === 'PANIC'
  return codeOf(error) !== null && !isLastWord && !isDataLoss(error)
}

/** Whether Postgres says that its files are damaged. */
export function isDataLoss(error: unknown): boolean {
  return dataLossCodes.includes(codeOf(error) ?? '')
}
