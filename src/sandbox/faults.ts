import type { JournalEntry } from './journal.ts'

/** A scripted misbehaviour, for the next `times` requests (1 unless said) that match in everything given. */
export type Fault = { match: FaultMatch; times?: number; then: FaultEffect }

/** `route` as in the journal; `path` decoded, with or without its query. */
export type FaultMatch = { method?: string; route?: string | RegExp; path?: string | RegExp }

/** `body` is sent as it stands; without it Graph's own error shape is made of `code` and `message`. */
export type FaultStatus = { status: number; code?: string; message?: string; retryAfter?: string; body?: string }

export type FaultEffect =
  /** Answers at once, nothing is done. */
  | ({ kind: 'status' } & FaultStatus)
  /** Nothing happens for so long or until it is let go on, then all is as usual; nothing is done if the caller has left by then. */
  | { kind: 'hang'; ms: number; until?: AbortSignal }
  /** The request is carried out, then the connection breaks without an answer. */
  | { kind: 'apply-then-drop' }
  /** The request is carried out at once and answered so much later. */
  | { kind: 'apply-then-hang'; ms: number }
  /** The request is carried out, and the answer says otherwise. */
  | ({ kind: 'apply-then-status' } & FaultStatus)
  /** The connection is reset, nothing is done. */
  | { kind: 'reset' }
  /** Any answer at all; nothing is done. */
  | { kind: 'body'; status?: number; contentType?: string; body: string }
  /** A list goes on at another address: any, or for ever `same`; `value` replaces its items. */
  | { kind: 'next-link'; url: string; value?: unknown[] }

/** A fault in short. Its literal has a property `then`, which Biome takes for a promise's. */
export function faultOn(match: FaultMatch, effect: FaultEffect, times = 1): Fault {
  // biome-ignore lint/suspicious/noThenProperty: plain data, never awaited
  return { match, times, then: effect }
}

export type ArmedFault = { fault: Fault; left: number }

export const armFault = (fault: Fault): ArmedFault => ({ fault, left: fault.times ?? 1 })

/** The first fault that matches and is not used up; uses it once. */
export function takeFault(faults: ArmedFault[], entry: JournalEntry): FaultEffect | null {
  const armed = faults.find(({ fault, left }) => left > 0 && isMatch(fault.match, entry))
  if (!armed) return null
  armed.left--
  return armed.fault.then
}

function isMatch({ method, route, path }: FaultMatch, entry: JournalEntry): boolean {
  if (method && method.toUpperCase() !== entry.method) return false
  if (route && !isText(route, [entry.route])) return false
  return !path || isText(path, [entry.path, entry.path.split('?')[0] ?? ''])
}

function isText(wanted: string | RegExp, texts: string[]): boolean {
  return texts.some((text) => (typeof wanted === 'string' ? wanted === text : wanted.test(text)))
}
