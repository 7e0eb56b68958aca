import { hideSecrets } from '../../hide-secrets.ts'

/** What nobody foresaw, for standard error: one line, and where it happened only for who looks for it. */
export function unexpectedWords(error: unknown, isDebug: boolean): string {
  const said = error instanceof Error ? error.message || error.name : String(error)
  const line = `Doctor ended early: ${hideSecrets(said).replace(/\s+/g, ' ').trim()}\n`
  const stack = isDebug && error instanceof Error ? error.stack : undefined
  return stack ? `${line}${hideSecrets(stack)}\n` : line
}
