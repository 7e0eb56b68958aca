import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { appsView, noSuchAppView, whichAppView } from '../../src/bot/apps-views.ts'
import { type CardView, createCards } from '../../src/bot/cards.ts'
import { declinedView } from '../../src/bot/explain-consent.ts'
import { explainOutcome } from '../../src/bot/explain-outcome.ts'
import { explainStatus } from '../../src/bot/explain-status.ts'
import { historyView } from '../../src/bot/history-views.ts'
import { upgradeAllPlanView, upgradeAllProgressView } from '../../src/bot/upgrade-all-views.ts'
import type { ListedApp } from '../../src/installations/list-apps.ts'
import { allButtonsOf, textsOf } from '../support/card-tree.ts'
import { propertyRuns } from '../support/property-runs.ts'
import { auditEntry } from '../support/sample-entries.ts'
import { byApp } from '../support/sample-permissions.ts'
import { installedStatus } from '../support/sample-statuses.ts'

const cards = createCards()

/** Everything that people, publishers and Graph can write, by what is said from it: how often, at least. */
const writers: Record<string, { times: number; view(text: string): CardView }> = {
  'the question for consent': {
    times: 7,
    view: (text) =>
      explainOutcome(
        {
          kind: 'needs-consent',
          from: text,
          to: text,
          added: [byApp(text)],
          kept: [byApp(text)],
          dropped: [byApp(text)],
        },
        {
          appName: text,
          app: text,
          place: 'team',
          consent: { set: text, note: text, mayConsent: { kind: 'refused', whoMay: text } },
        },
      ),
  },
  'who may accept': {
    times: 2,
    view: (text) =>
      explainOutcome(
        { kind: 'needs-consent', from: '1', to: '2', added: [], kept: [], dropped: [] },
        {
          place: 'team',
          appName: text,
          askedBy: text,
          consent: { set: 's', note: null, mayConsent: { kind: 'allowed' } },
        },
      ),
  },
  'the card after Not now': {
    times: 3,
    view: (text) => declinedView({ appName: text, version: text, by: text, app: text }),
  },
  'a status': {
    times: 11,
    view: (text) =>
      explainStatus(
        installedStatus({
          appName: text,
          installed: text,
          newest: { kind: 'known', version: text },
          update: 'consent',
          permissions: { kind: 'known', added: [byApp(text)], kept: [byApp(text)], dropped: [byApp(text)] },
          granted: { kind: 'known', permissions: [byApp(text)] },
          mayUpgrade: { kind: 'refused', whoMay: text },
          mayConsent: { kind: 'unreadable', permissions: [text], detail: text, requestId: text },
          last: {
            kind: 'known',
            entry: auditEntry(
              { kind: 'upgraded', from: text, to: text, granted: [], missing: [], lost: [] },
              { actor: { via: 'typed', id: text, name: text } },
            ),
          },
        }),
        { place: 'team', app: text },
      ),
  },
  'a person who may not': {
    times: 2,
    view: (text) =>
      explainOutcome(
        { kind: 'refused', reason: 'not-allowed-person', detail: text, requestId: null },
        { appName: text, place: 'team' },
      ),
  },
  'the list of apps': {
    times: 3,
    view: (text) => appsView({ apps: [app(text)], page: 1, pages: 1, onlySelf: false, place: 'team' }),
  },
  'which app': { times: 4, view: (text) => whichAppView({ words: text, apps: [app(text)] }) },
  'no such app': { times: 2, view: (text) => noSuchAppView({ words: text, nearest: [text] }) },
  'the plan': { times: 3, view: (text) => upgradeAllPlanView({ apps: [app(text)], place: 'team' }) },
  'the progress': {
    times: 3,
    view: (text) =>
      upgradeAllProgressView({
        items: [{ name: text, from: text, to: text, state: 'waiting' }],
        isDone: false,
        place: 'chat',
      }),
  },
  'the history': {
    times: 6,
    view: (text) =>
      historyView({
        entries: [
          auditEntry(
            { kind: 'upgraded', from: text, to: text, granted: [byApp(text)], missing: [], lost: [] },
            { actor: { via: 'tab', id: text, name: text }, appName: text, requestId: text },
          ),
        ],
        next: text,
        place: 'user',
      }),
  },
}

function app(text: string): ListedApp {
  const versions = { installed: `${text}.`, newest: text, update: 'consent' } as const
  return { reference: text, externalId: text, name: text, ...versions, isUpgradable: true }
}

const verbs = (view: CardView) => allButtonsOf(cards.render(view)).map(({ verb, title }) => ({ verb, title }))

test.each(Object.entries(writers))(
  'in %s, whatever anybody writes is shown so and moves no button',
  (_, { view, times }) => {
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300, size: 'max' }),
      fc.constantFrom('**a** [b](https://c.example)', '${' + '$root}', '{{DATE(2020-01-01T00:00:00Z)}}', '<at>x</at>'),
    )
    const usual = verbs(view('plain'))
    const property = fc.property(texts, (text) => {
      fc.pre(text.trim() !== '')
      expect(
        textsOf(cards.render(view(text)))
          .join('\n')
          .split(text).length - 1,
      ).toBeGreaterThanOrEqual(times)
      expect(verbs(view(text))).toEqual(usual)
    })
    fc.assert(property, propertyRuns(200))
  },
)
