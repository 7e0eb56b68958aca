import { appsView, noSuchAppView, whichAppView } from '../../src/bot/apps-views.ts'
import type { CardView } from '../../src/bot/cards.ts'
import { historyUnreadableView, historyView } from '../../src/bot/history-views.ts'
import { upgradeAllPlanView, upgradeAllProgressView } from '../../src/bot/upgrade-all-views.ts'
import type { ListedApp } from '../../src/installations/list-apps.ts'
import { auditEntry } from './sample-entries.ts'
import { asked } from './sample-permissions.ts'

type Versions = Pick<ListedApp, 'installed' | 'newest' | 'update'>

export function listedApp(name: string, versions: Versions, isUpgradable = true): ListedApp {
  const reference = `id-of-${name.toLowerCase().replaceAll(' ', '-')}`
  return { reference, externalId: null, name, ...versions, isUpgradable }
}

export const listedApps: ListedApp[] = [
  listedApp('Contoso Helpdesk', { installed: '1.9.12', newest: '2.0.0', update: 'consent' }),
  listedApp('Fabrikam Polls', { installed: '1.0.0', newest: '1.1.0', update: 'upgrade' }),
  listedApp('Litware Notes', { installed: '3.2.0', newest: '3.2.1', update: 'probably-automatic' }),
  listedApp('Northwind Traders Orders and Deliveries', { installed: '5.0.0', newest: '5.0.0', update: 'none' }),
  listedApp('Proseware', { installed: '0.9.0', newest: null, update: 'unknown' }),
  listedApp('Tailspin Toys', { installed: '2.0.0', newest: '2.1.0', update: 'upgrade' }, false),
]

export const manyApps: ListedApp[] = Array.from({ length: 30 }, (_, i) =>
  listedApp(`App number ${i + 1}`, { installed: `1.${i}.0`, newest: `1.${i + 1}.0`, update: 'upgrade' }),
)

const upgraded = { kind: 'upgraded', from: '1.9.12', to: '2.0.0', missing: [], lost: [] } as const

const entries = [
  auditEntry({ ...upgraded, granted: asked.added, missing: [], lost: [] }),
  auditEntry(
    { kind: 'needs-consent', from: '1.9.12', to: '2.0.0', ...asked },
    { requestId: null, at: new Date('2026-11-22T14:03:00Z'), actor: { via: 'typed', id: 'c', name: 'Carol Clark' } },
  ),
  auditEntry(
    { kind: 'refused', reason: 'missing-permission', detail: 'Forbidden', requestId: 'r' },
    {
      at: new Date('2026-10-01T09:00:00Z'),
      actor: { via: 'terminal', id: 'deploy', name: null },
      appName: 'Fabrikam Polls',
    },
  ),
  auditEntry(
    { kind: 'upgraded', from: '1.0.0', to: '1.9.12', granted: [], missing: asked.added, lost: asked.dropped },
    {
      at: new Date('2026-09-01T09:00:00Z'),
      actor: { via: 'rollout', id: 'x', name: 'Otto Operator' },
      requestId: null,
    },
  ),
]

export const sampleLists: Record<string, CardView> = {
  apps: appsView({ apps: listedApps, page: 1, pages: 1, onlySelf: false, place: 'team' }),
  'apps-page-2': appsView({ apps: manyApps.slice(10, 20), page: 2, pages: 3, onlySelf: false, place: 'chat' }),
  'apps-only-self': appsView({ apps: listedApps.slice(0, 1), page: 1, pages: 1, onlySelf: true, place: 'user' }),
  'apps-none': appsView({ apps: [], page: 1, pages: 1, onlySelf: true, place: 'chat' }),
  'which-app': whichAppView({ words: 'o', apps: listedApps }),
  'which-app-many': whichAppView({ words: 'app', apps: manyApps }),
  'no-such-app': noSuchAppView({ words: 'helpdesc', nearest: ['Contoso Helpdesk', 'Litware Notes'] }),
  'no-such-app-at-all': noSuchAppView({ words: 'x', nearest: [] }),
  'upgrade-all-plan': upgradeAllPlanView({ apps: listedApps, place: 'team' }),
  'upgrade-all-plan-many': upgradeAllPlanView({ apps: manyApps, place: 'team' }),
  'upgrade-all-plan-nothing': upgradeAllPlanView({ apps: listedApps.slice(3, 4), place: 'user' }),
  'upgrade-all-progress': upgradeAllProgressView({
    items: [
      { name: 'Contoso Helpdesk', from: '1.0.0', to: '1.1.0', state: 'upgraded' },
      { name: 'Fabrikam Polls', from: '1.0.0', to: '1.1.0', state: 'accepted' },
      { name: 'Litware Notes', from: '3.2.0', to: '3.2.1', state: 'working' },
      { name: 'Proseware', from: '0.9.0', to: null, state: 'waiting' },
    ],
    isDone: false,
    place: 'team',
  }),
  'upgrade-all-progress-many': upgradeAllProgressView({
    items: manyApps.map(({ name, installed, newest }, i) => ({
      name,
      from: installed,
      to: newest,
      state: i < 20 ? 'upgraded' : i === 20 ? 'working' : 'waiting',
    })),
    isDone: false,
    place: 'team',
  }),
  'upgrade-all-report': upgradeAllProgressView({
    items: (
      [
        'upgraded',
        'accepted',
        'already-latest',
        'needs-consent',
        'not-installed',
        'refused',
        'try-later',
        'failed',
      ] as const
    ).map((state, i) => ({ name: `App ${i + 1}`, from: '1.0.0', to: '1.1.0', state })),
    isDone: true,
    place: 'team',
  }),
  history: historyView({ entries, next: 'cursor-2', place: 'team' }),
  'history-older': historyView({ entries: entries.slice(0, 1), next: null, isNewest: false, place: 'chat' }),
  'history-empty': historyView({ entries: [], next: null, place: 'user' }),
  'history-unreadable': historyUnreadableView(),
}
