import { isLoopbackHost } from '../loopback.ts'

/**
 * Which places a bot may answer to. `cloudHosts` are host names, `*.` for any labels in front, at the scheme's own port.
 * `extraHosts` are what an operator added: `host` (any port) or `host:port`; a loopback one may be plain http.
 */
export type ServiceUrlRule =
  | { kind: 'any-loopback' }
  | { kind: 'listed'; cloudHosts: readonly string[]; extraHosts: readonly string[] }

/*
 * Not new URL(): the bot's token goes to wherever the SDK's parser thinks this points, so only spellings that no two
 * parsers read differently get through. No user name, backslash, percent or non-ASCII host, query or fragment.
 */
const PLAIN_URL = /^(https?):\/\/([a-z0-9.-]+|\[::1\])(?::(\d{1,5}))?(\/[\w.~!$&'()*+,;=:@%/-]*)?$/i

/**
 * Whether the bot may send its replies, and with them its token, to the `serviceUrl` of an activity: https, at a host
 * on the list. The token check does not do this: it compares the address with the token only when the activity has one.
 */
export function isAllowedServiceUrl(serviceUrl: string, rule: ServiceUrlRule): boolean {
  const match = PLAIN_URL.exec(serviceUrl)
  if (!match || !URL.canParse(serviceUrl)) return false
  const scheme = (match[1] ?? '').toLowerCase()
  const host = (match[2] ?? '').toLowerCase()
  const port = match[3] ?? (scheme === 'https' ? '443' : '80')
  if (rule.kind === 'any-loopback') return isLoopbackHost(host)
  const isExtra = rule.extraHosts.some((extra) => [host, `${host}:${port}`].includes(extra.toLowerCase()))
  if (scheme === 'http') return isExtra && isLoopbackHost(host)
  return isExtra || (port === '443' && rule.cloudHosts.some((pattern) => matchesHost(pattern, host)))
}

function matchesHost(pattern: string, host: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) && host.length >= pattern.length : host === pattern
}
