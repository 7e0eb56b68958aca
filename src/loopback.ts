/**
 * Whether a host name or address reaches this machine only. Takes `::1` with and without brackets. Addresses must be
 * written the plain way: what a parser would first have to turn into 127.0.0.1 (`0x7f.1`, `127.1`) does not count.
 */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase()
  return name === 'localhost' || name === '::1' || name === '[::1]' || /^127(\.(0|[1-9]\d{0,2})){3}$/.test(name)
}
