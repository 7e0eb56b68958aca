import type { Inspection } from '../installations/inspection.ts'
import { createAppToken } from './app-token.ts'
import { readCatalogEntry } from './catalog-entry.ts'
import { readConsentPolicies, readPersonalConsent } from './consent-switches.ts'
import { createCredential } from './credentials.ts'
import type { OnGraphCall } from './graph-call.ts'
import { createGraph } from './graph-client.ts'
import { readClockLead } from './graph-clock.ts'
import { machineTime as time } from './machine-time.ts'
import type { GraphSettings } from './open-tenants.ts'
import { createPace } from './pace.ts'
import { describeToken } from './token-claims.ts'

const timeoutMs = 10_000

/** The tenant as its application token shows it. */
export function openInspection(settings: GraphSettings, tenantId: string, onCall: OnGraphCall): Inspection {
  const { baseUrl, version, credential, authority } = settings
  const getToken = createAppToken(() => createCredential(credential, tenantId, authority), baseUrl)
  const pace = createPace({ ...settings, ...time, tenantId, shared: null, probeMs: timeoutMs })
  const graph = createGraph({ baseUrl, version, getToken, pace, time, timeoutMs, onCall })
  const reader = { graph, time, patience: { attempts: 3, longestWaitSeconds: 20 } }
  return {
    clockLead: () => readClockLead(new URL(`${version}/`, baseUrl), timeoutMs),
    token: async () => describeToken(await getToken({ fresh: false })),
    catalogEntry: (app, call) => readCatalogEntry(reader, app, call),
    consentPolicies: (call) => readConsentPolicies(reader, call),
    personalConsent: (call) => readPersonalConsent(reader, call),
  }
}
