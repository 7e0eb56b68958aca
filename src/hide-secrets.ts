const HIDDEN = '[redacted]'

/** Secrets that hide inside a text: a JWT, a bearer header, a password in an address, a secret in a form or a query. */
const SECRETS_IN_TEXT: [RegExp, string][] = [
  [/\beyJ[\w-]{5,}(\.[\w-]*){0,4}/g, HIDDEN],
  [/\bbearer\s+[^\s"',]+/gi, `Bearer ${HIDDEN}`],
  [/:\/\/[^\s/@:]*:[^\s/@]*@/g, `://${HIDDEN}@`],
  [/\b(client_secret|client_assertion|assertion|access_token|refresh_token|password)=[^\s&"']+/gi, `$1=${HIDDEN}`],
]

/** A text from somewhere else as it may be shown and kept: whatever looks like a secret in it is taken out. */
export function hideSecrets(text: string): string {
  return SECRETS_IN_TEXT.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text)
}
