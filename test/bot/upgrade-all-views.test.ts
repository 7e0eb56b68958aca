import { describe, expect, test } from '@jest/globals'
import { createCards } from '../../src/bot/cards.ts'
import {
  isToUpgrade,
  type ProgressItem,
  planUpgradeAll,
  upgradeAllPlanView,
  upgradeAllProgressView,
} from '../../src/bot/upgrade-all-views.ts'
import { allButtonsOf, buttonsOf, textsOf } from '../support/card-tree.ts'
import { listedApps, manyApps } from '../support/sample-lists.ts'

const cards = createCards()
const item = (state: ProgressItem['state'], name = 'Contoso'): ProgressItem => ({ name, from: '1', to: '2', state })
const show = (items: ProgressItem[], isDone: boolean) =>
  textsOf(cards.render(upgradeAllProgressView({ items, isDone, place: 'team' }))).join('\n')

describe('the plan', () => {
  const card = cards.render(upgradeAllPlanView({ apps: listedApps, place: 'team' }))
  const text = textsOf(card).join('\n')

  test('puts every app into exactly one group', () => {
    const groups = Object.values(planUpgradeAll([...listedApps, ...manyApps]))
    expect(groups.flat()).toHaveLength(listedApps.length + manyApps.length)
    expect(new Set(groups.flat()).size).toBe(listedApps.length + manyApps.length)
  })

  test('shows what will be upgraded from which version to which, and what will not and why', () => {
    expect(text).toMatch(/2 apps will be upgraded in this team, one after the other\. Nothing was changed yet\./)
    expect(text).toMatch(/Will be upgraded\nFabrikam Polls\n1\.0\.0 → 1\.1\.0\n.*\nLitware Notes\n3\.2\.0 → 3\.2\.1\n/)
    expect(text).toMatch(/Left to its own button: asks for new permissions\nContoso Helpdesk\n/)
    expect(text).toMatch(/Left to its own button: newest version unknown\nProseware\n/)
    expect(text).toMatch(/Up to date\nNorthwind Traders Orders and Deliveries\n/)
    expect(text).toMatch(/This bot may not upgrade\nTailspin Toys\n/)
  })

  test('starts by one button, and gives the ones left out their own', () => {
    expect(allButtonsOf(card).map((button) => button['data'])).toEqual([
      { verb: 'upgrade', app: 'id-of-contoso-helpdesk' },
      { verb: 'upgrade', app: 'id-of-proseware' },
      { verb: 'upgrade-all-start' },
      { verb: 'apps' },
    ])
  })

  test('takes what it starts, and nothing that asks for consent', () => {
    expect(listedApps.filter(isToUpgrade).map(({ name }) => name)).toEqual(['Fabrikam Polls', 'Litware Notes'])
  })

  test('with nothing to do has no button to start', () => {
    const nothing = cards.render(upgradeAllPlanView({ apps: listedApps.slice(3), place: 'user' }))
    expect(textsOf(nothing)).toContain('Nothing for you can be upgraded in one go. Nothing was changed.')
    expect(buttonsOf(nothing).map(({ verb }) => verb)).toEqual(['apps'])
  })

  test('shows ten of a group, and says how many more there are', () => {
    const many = textsOf(cards.render(upgradeAllPlanView({ apps: manyApps, place: 'team' })))
    expect(many.filter((line) => line.startsWith('App number'))).toHaveLength(10)
    expect(many).toContain('and 20 more')
  })
})

describe('the progress', () => {
  test('counts what has ended and says where each app is', () => {
    expect(show([item('upgraded', 'A'), item('working', 'B'), item('waiting', 'C')], false)).toMatch(
      /Upgrading\n1 of 3\n[\s\S]*changes by itself\.\nA\n1 → 2\n✓ Upgraded\nB\n1 → 2\n… Working on it\nC\n1 → 2\nWaiting$/,
    )
  })

  test('with very many apps shows those that need a look', () => {
    const items = manyApps.map(({ name }, i) => item(i === 29 ? 'failed' : 'upgraded', name))
    const lines = show(items, true).split('\n')
    expect(lines.filter((line) => line.startsWith('App number'))).toHaveLength(25)
    expect(lines).toContain('App number 30')
    expect(lines).toContain('and 5 more')
  })

  test('with more trouble than fits still says how much there is', () => {
    const lines = show(
      manyApps.map(({ name }) => item('failed', name)),
      true,
    ).split('\n')
    expect(lines.filter((line) => line.startsWith('App number'))).toHaveLength(25)
    expect(lines).toContain('and 5 more')
  })
})

describe('the report', () => {
  test('says how many went well', () => {
    expect(show([item('upgraded'), item('accepted'), item('already-latest'), item('failed')], true)).toMatch(
      /Upgrade all is finished\n4 of 4\n3 of 4 apps in this team are upgraded or up to date\./,
    )
    expect(show([item('upgraded'), item('failed')], true)).toContain('1 of 2 apps in this team is upgraded')
  })

  test.each<[ProgressItem['state'], RegExp]>([
    ['accepted', /shows its new version in some minutes/],
    ['needs-consent', /asked about new permissions, press Apps/],
    ['refused', /why an app was not upgraded, press Apps/],
    ['failed', /why an app was not upgraded, press Apps/],
    ['not-installed', /why an app was not upgraded, press Apps/],
    ['try-later', /type “upgrade all” again/],
  ])('says what to do about an app that ended %s', (state, words) => {
    expect(show([item('upgraded'), item(state)], true)).toMatch(words)
    expect(show([item('upgraded')], true)).not.toMatch(words)
    expect(show([item(state), item('waiting')], false)).not.toMatch(words)
  })
})
