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

/** Runs the flight, or lets the caller share one of the same wish. */
export type ShareFlights = (flight: Flight) => Promise<Upgrade>

/**
 * One upgrade at a time in a place. Whoever asks the same while one is under way shares its outcome: a double click,
 * two people at once and a re-delivered activity are one POST. Who asks something else (for another app, with a consent,
 * by force, or as `me` with a token of their own) waits for their turn. Nothing is kept after the landing: then Graph
 * decides anew.
 */
export function createShareFlights(): ShareFlights {
  const underWay = new Map<string, Promise<Upgrade>>()
  const lastIn = new Map<string, Promise<Upgrade>>()
  return function share(flight): Promise<Upgrade> {
    const place = `${flight.tenantId}/${scopeKey(flight.request.scope)}`
    const { force, acceptedSet, mayUpgrade, scope } = flight.request
    // Who may not upgrade changes nothing, so they neither wait nor come between others.
    if (mayUpgrade.kind !== 'allowed') return flight.fly()
    const ask = JSON.stringify([place, flight.appId.toLowerCase(), force, acceptedSet, scope.kind])
    const same = underWay.get(ask)
    if (same) return same
    const before: Promise<unknown> = lastIn.get(place) ?? Promise.resolve()
    const landing = before.catch(() => undefined).then(() => flight.fly())
    underWay.set(ask, landing)
    lastIn.set(place, landing)
    const land = () => {
      underWay.delete(ask)
      if (lastIn.get(place) === landing) lastIn.delete(place)
    }
    landing.then(land, land)
    return landing
  }
}
