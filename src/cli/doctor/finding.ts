/** One line of what doctor says. `check` is a name to script against; `fix` says what to do, where there is something. */
export type Finding = { check: string; state: 'ok' | 'missing' | 'unknown'; found: string; fix: string | null }

export const ok = (check: string, found: string): Finding => ({ check, state: 'ok', found, fix: null })

/** Something that is set up to be used will not work. */
export const missing = (check: string, found: string, fix: string): Finding => ({ check, state: 'missing', found, fix })

/** It cannot be read from here; `fix` says how to find out. */
export const unknown = (check: string, found: string, fix: string | null = null): Finding => ({
  check,
  state: 'unknown',
  found,
  fix,
})
