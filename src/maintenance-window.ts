/** Times of day between which upgrades are sent, in a time zone of IANA's list; over midnight where `from` is later. */
export type MaintenanceWindow = { from: string; to: string; timeZone: string }

/** `22:00-06:00 Europe/Berlin`; null when it is not of that form. Without a zone: UTC. */
export function parseWindow(text: string): MaintenanceWindow | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)(?:\s+(\S+))?$/.exec(text.trim())
  if (!match) return null
  const [, fromHour, fromMinute, toHour, toMinute, timeZone = 'UTC'] = match
  const window = { from: `${fromHour}:${fromMinute}`, to: `${toHour}:${toMinute}`, timeZone }
  return window.from !== window.to && isTimeZone(timeZone) ? window : null
}

/** Seconds until the window opens; 0 while it is open. */
export function secondsUntilOpen(window: MaintenanceWindow, now: Date): number {
  const [time, from, to] = [secondsOfDay(now, window.timeZone), toSeconds(window.from), toSeconds(window.to)]
  const isOpen = from < to ? time >= from && time < to : time >= from || time < to
  return isOpen ? 0 : (from - time + daySeconds) % daySeconds
}

const daySeconds = 24 * 3600

function toSeconds(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 3600 + minutes * 60
}

/** On a day that changes the clock this is an hour off at most, and right again after the change. */
function secondsOfDay(now: Date, timeZone: string): number {
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium', hourCycle: 'h23' }).format(now)
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
  return hours * 3600 + minutes * 60 + seconds
}

function isTimeZone(timeZone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone }))
  } catch {
    return false
  }
}
