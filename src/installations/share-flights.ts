import { scopeKey } from './scope.ts'
import type { Upgrade, UpgradeRequest } from './upgrade-installation.ts'

export type Flight = {
  /** Keeps tenants apart. */
  tenantId: string
  /** One name for the app, by whichever of its ids it is asked for. */
  appId: string
  /** Its `call` is not part of what is asked. */
  request: UpgradeRequest
  fly(): Promise<Upgrade>
}

/** Runs the flight, or lets the caller share one that is under way for the same installation. */
export type ShareFlights = (flight: Flight) => Promise<Upgrade>

/**
 * One upgrade at a time per installation. Whoever asks the same while one is under way shares its outcome: a double
 * click, two people at once and a re-delivered activity are one POST. Who asks something else of it (with a consent,
 * by force, or as `me` with a token of their own) waits for their turn. Nothing is kept after the
 * landing: then Graph decides anew.
 */
export function createShareFlights(): ShareFlights {
  const underWay = new Map<string, { ask: string; landing: Promise<Upgrade> }>()
  return function share(flight): Promise<Upgrade> {
    const key = `${flight.tenantId}/${scopeKey(flight.request.scope)}/${flight.appId.toLowerCase()}`
    const { force, acceptedSet, mayUpgrade, scope } = flight.request
    // Who may not upgrade changes nothing, so they neither wait nor come between others.
    if (mayUpgrade.kind !== 'allowed') return flight.fly()
    const ask = JSON.stringify([force, acceptedSet, scope.kind])
    const current = underWay.get(key)
    if (current?.ask === ask) return current.landing
    const landing = (current?.landing ?? Promise.resolve()).catch(() => undefined).then(() => flight.fly())
    const entry = { ask, landing }
    underWay.set(key, entry)
    const land = () => {
      if (underWay.get(key) === entry) underWay.delete(key)
    }
    landing.then(land, land)
    return landing
  }
}
