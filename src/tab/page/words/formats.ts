/** Numbers, lists and times as people of a locale write them. */
export type Formats = {
  number(value: number): string
  list(items: string[]): string
  dateTime(at: Date): string
  time(at: Date): string
  /** To the second. */
  moment(at: Date): string
  /** A wait from now, rounded up so that whoever comes back then is not early: "in 20 seconds", "in 2 minutes". */
  wait(seconds: number): string
}

export function createFormats(locale: string): Formats {
  const number = new Intl.NumberFormat(locale)
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' })
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium' })
  const wait = new Intl.RelativeTimeFormat(locale)
  return {
    number: (value) => number.format(value),
    list: (items) => list.format(items),
    dateTime: (at) => dateTime.format(at),
    time: (at) => time.format(at),
    moment: (at) => moment.format(at),
    wait: (seconds) => wait.format(...inLargestUnit(Math.max(1, Math.ceil(seconds)))),
  }
}

function inLargestUnit(seconds: number): [number, 'second' | 'minute' | 'hour'] {
  if (seconds < 60) return [seconds, 'second']
  const minutes = Math.ceil(seconds / 60)
  return minutes < 60 ? [minutes, 'minute'] : [Math.ceil(minutes / 60), 'hour']
}
