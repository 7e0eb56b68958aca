import { describe, expect, test } from '@jest/globals'
import { type AppsAsked, appsView, noSuchAppView, whichAppView } from '../../src/bot/apps-views.ts'
import { createCards } from '../../src/bot/cards.ts'
import type { UpdateKind } from '../../src/installations/installation-status.ts'
import { allButtonsOf, buttonsOf, textsOf } from '../support/card-tree.ts'
import { listedApp, listedApps, manyApps } from '../support/sample-lists.ts'

const cards = createCards()
const list = (different: Partial<AppsAsked>) =>
  cards.render(appsView({ apps: listedApps, page: 1, pages: 1, onlySelf: false, place: 'team', ...different }))
const said = (card: ReturnType<typeof list>) => textsOf(card).join('\n')
const pressed = (card: ReturnType<typeof list>, verb: string) =>
  allButtonsOf(card).flatMap((button) => (button['verb'] === verb ? [button['data']] : []))

describe('apps', () => {
  test('are listed with their versions and what stands between', () => {
    expect(said(list({}))).toMatch(
      /Apps installed in this team\.\nContoso Helpdesk\n1\.9\.12 → 2\.0\.0\nAsks for new permissions\nFabrikam Polls\n/,
    )
    expect(said(list({}))).toContain('Northwind Traders Orders and Deliveries\n5.0.0\nUp to date')
    expect(said(list({}))).toContain('Proseware\n0.9.0 → unknown\nNewest version unknown')
    const unknown = listedApp('Contoso', { installed: null, newest: null, update: 'unknown' })
    expect(said(list({ apps: [unknown] }))).toContain('Contoso\nunknown → unknown\n')
  })

  test.each<[UpdateKind, boolean, boolean]>([
    ['upgrade', true, true],
    ['consent', true, true],
    ['probably-automatic', true, true],
    ['unknown', true, true],
    ['none', true, false],
    ['upgrade', false, false],
  ])('with update %s, upgradable %j, have a button: %j', (update, isUpgradable, hasButton) => {
    const app = listedApp('Contoso', { installed: '1', newest: '2', update }, isUpgradable)
    expect(pressed(list({ apps: [app] }), 'upgrade')).toEqual(
      hasButton ? [{ verb: 'upgrade', app: app.reference }] : [],
    )
  })

  test('that this bot may not upgrade say so, unless there is nothing to upgrade', () => {
    const versions = { installed: '1', newest: '1', update: 'none' } as const
    expect(said(list({}))).toContain('Tailspin Toys\n2.0.0 → 2.1.0\nThis bot may not upgrade it')
    expect(said(list({ apps: [listedApp('a', versions, false)] }))).not.toContain('may not')
  })

  test('tell their buttons apart by name', () => {
    const tooltips = allButtonsOf(list({})).flatMap(({ tooltip }) => (tooltip ? [tooltip] : []))
    expect(tooltips).toEqual([
      'Upgrade Contoso Helpdesk',
      'Upgrade Fabrikam Polls',
      'Upgrade Litware Notes',
      'Upgrade Proseware',
    ])
  })

  test('are paged where there are more pages', () => {
    expect(pressed(list({ page: 1, pages: 3 }), 'apps')).toEqual([{ verb: 'apps', page: 2 }])
    expect(pressed(list({ page: 2, pages: 3 }), 'apps')).toEqual([
      { verb: 'apps', page: 1 },
      { verb: 'apps', page: 3 },
    ])
    expect(pressed(list({ page: 3, pages: 3 }), 'apps')).toEqual([{ verb: 'apps', page: 2 }])
    expect(said(list({ page: 2, pages: 3 }))).toContain('Page 2 of 3')
    expect(said(list({}))).not.toContain('Page')
  })

  test('are never more than ten on a card', () => {
    expect(pressed(list({ apps: manyApps }), 'upgrade')).toHaveLength(10)
  })

  test('can be upgraded all at once where several are behind', () => {
    expect(pressed(list({}), 'upgrade-all')).toEqual([{ verb: 'upgrade-all' }])
    expect(pressed(list({ apps: listedApps.slice(0, 1) }), 'upgrade-all')).toEqual([])
  })

  test('that Graph hides are spoken of once', () => {
    expect(said(list({ onlySelf: true })).match(/shows this bot only its own app/g)).toHaveLength(1)
    expect(said(list({ onlySelf: true }))).toContain('Self permissions')
    expect(said(list({}))).not.toContain('Self')
  })

  test('that are none are said to be none', () => {
    expect(said(list({ apps: [] }))).toContain('This bot sees no app in this team.')
  })
})

describe('a name that several apps answer to', () => {
  test('asks which, with a button each for those that can be upgraded', () => {
    const card = cards.render(whichAppView({ words: 'o', apps: listedApps }))
    expect(said(card)).toContain('“o” fits 6 apps here. Which one do you mean?')
    expect(pressed(card, 'upgrade')).toEqual(
      listedApps.filter((app) => app.isUpgradable).map(({ reference }) => ({ verb: 'upgrade', app: reference })),
    )
  })

  test('shows ten, and says how many more there are', () => {
    const card = cards.render(whichAppView({ words: 'app', apps: manyApps }))
    expect(pressed(card, 'upgrade')).toHaveLength(10)
    expect(said(card)).toContain('And 20 more. Type more of the name')
  })
})

test('a name that no app answers to is told, with those that come near', () => {
  const near = cards.render(noSuchAppView({ words: 'helpdesc', nearest: ['Contoso Helpdesk', 'b', 'c', 'd'] }))
  expect(said(near)).toMatch(
    /no app here that is called “helpdesc”\. Nothing was changed\.\nDid you mean\nContoso Helpdesk\nb\nc\nWhat/,
  )
  expect(said(cards.render(noSuchAppView({ words: 'x', nearest: [] })))).not.toContain('Did you mean')
  expect(buttonsOf(near).map(({ verb }) => verb)).toEqual(['apps', 'help'])
})
