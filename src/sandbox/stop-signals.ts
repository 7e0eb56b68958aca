/**
 * One Ctrl-C reaches us twice under npm: from the terminal, and handed on by npm. No person presses so fast;
 * what comes within this time of the first is the first.
 */
const SAME_PRESS_MS = 500
const LOOK_FOR_NPM_EVERY_MS = 500

/**
 * `stop` is aborted when we are asked to end: Ctrl-C, SIGTERM, a closed terminal, or an npm that is gone without a word
 * (a shell between npm and us does not always hand its signals on). `kill` is aborted by being asked once more.
 */
export function stopSignals(env: NodeJS.ProcessEnv): { stop: AbortSignal; kill: AbortSignal } {
  const stop = new AbortController()
  const kill = new AbortController()
  let askedAt = 0
  const ask = () => {
    if (!stop.signal.aborted) {
      askedAt = Date.now()
      stop.abort()
    } else if (Date.now() - askedAt > SAME_PRESS_MS) {
      kill.abort()
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask)
  if (env['npm_lifecycle_event']) watchParent(() => stop.abort())
  return { stop: stop.signal, kill: kill.signal }
}

/** Calls once when the process that started this one has ended. */
function watchParent(onGone: () => void): void {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    onGone()
  }, LOOK_FOR_NPM_EVERY_MS)
  watch.unref()
}
