import { randomUUID } from 'node:crypto'
import type { Exchange, Probe } from '../installations/probe.ts'
import { createAppToken } from './app-token.ts'
import { readCatalogEntry } from './catalog-entry.ts'
import { createCredential } from './credentials.ts'
import { createGraph, type OnExchange } from './graph-client.ts'
import { createInstalledApps } from './installed-apps.ts'
import { machineTime as time } from './machine-time.ts'
import type { GraphSettings } from './open-tenants.ts'
import { createPace } from './pace.ts'

const timeoutMs = 30_000

/**
 * Graph as the application token sees it, with every exchange kept. Not limited to what the cloud is documented to do:
 * to find that out is what it is for.
 */
export function openProbe(settings: GraphSettings, tenantId: string): Probe {
  const { baseUrl, version, credential, authority, upgradeBody } = settings
  const getToken = createAppToken(() => createCredential(credential, tenantId, authority), baseUrl)
  const exchanges: Exchange[] = []
  const pace = createPace({ ...settings, ...time, tenantId, shared: null, probeMs: timeoutMs })
  const onExchange: OnExchange = (request, answer) => void exchanges.push(toExchange(request, answer))
  const graph = createGraph({ baseUrl, version, getToken, pace, time, timeoutMs, onExchange })
  const reader = { graph, time, patience: { attempts: 3, longestWaitSeconds: 30 } }
  const installedApps = createInstalledApps(reader, { upgradeBody })
  const call = { correlationId: randomUUID() }
  return {
    catalogEntry: (app) => readCatalogEntry(reader, app, call),
    installation: (scope, app) => installedApps.find(scope, app, call),
    grants: (scope, clientAppId) => installedApps.readGrants(scope, clientAppId, call),
    upgrade: (scope, installationId, consent) => installedApps.upgrade(scope, { installationId, consent }, call),
    exchanges,
  }
}

function toExchange(...[request, { status, headers, body }]: Parameters<OnExchange>): Exchange {
  return {
    at: new Date().toISOString(),
    method: request.method,
    path: decodeURIComponent(request.path),
    sent: request.method === 'POST' ? request.body : null,
    status,
    requestId: headers.get('request-id'),
    retryAfter: headers.get('retry-after'),
    body: parse(body),
  }
}

function parse(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text)
  } catch {
    return text
  }
}
