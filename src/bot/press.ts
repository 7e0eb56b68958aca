/**
 * What a button sends back: a verb and at most opaque references. Never authority: every reference is looked up again
 * in the scope of whoever presses, and may come back as anything at all (`readPressed`).
 */
export type Press = {
  verb: string
  app?: string
  set?: string
  version?: string
  rollout?: string
  page?: number
  after?: string
}

/** A button in a row of a list; the tooltip tells ten buttons of the same name apart. */
export type RowButton = { press: Press; tooltip: string }

/** What can be done about one app, on every card that is about one. */
export type AppPresses = { status: Press; upgrade: Press; upgradeAnyway: Press }

/** @param app reference of the app; null or absent for the bot's own, which needs none. */
export function appPresses(app: string | null | undefined): AppPresses {
  return {
    status: pressAbout('status', app),
    upgrade: pressAbout('upgrade', app),
    upgradeAnyway: pressAbout('upgrade-anyway', app),
  }
}

export function pressAbout(verb: string, app: string | null | undefined): Press {
  return app ? { verb, app } : { verb }
}
