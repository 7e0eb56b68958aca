import { expect, test } from '@jest/globals'
import { type CardView, createCards } from '../../src/bot/cards.ts'
import { helpView, welcomeView, whereUnknownView, workingView } from '../../src/bot/guide-views.ts'
import { buttonsOf, textsOf } from '../support/card-tree.ts'

const cards = createCards()
const said = (view: CardView) => textsOf(cards.render(view)).join('\n')

test('help lists the commands there are', () => {
  expect(said(helpView())).toMatch(
    /upgrade app\n.+\nstatus\n.+\napps\n.+\nupgrade NAME\n.+\nupgrade all\n.+\nhistory\n.+\nhelp\n.+\nIn a team or a group chat, mention me first/,
  )
})

test('unknown words get help with the nearest command, or just help', () => {
  expect(said(helpView({ unknown: true, didYouMean: 'status' }))).toContain('Did you mean “status”?')
  expect(said(helpView({ unknown: true, didYouMean: null }))).toContain(
    'I did not understand that. This is what I can do.',
  )
  expect(said(helpView())).not.toContain('understand')
})

test('a button of an old card is answered with fresh ones', () => {
  expect(said(helpView({ outdated: true }))).toContain('older card, so nothing was done')
  expect(buttonsOf(cards.render(helpView({ outdated: true }))).length).toBeGreaterThan(0)
})

test('the welcome says how to ask in this kind of place', () => {
  expect(said(welcomeView('team'))).toMatch(/in this team[\s\S]*mention me first/)
  expect(said(welcomeView('chat'))).toMatch(/in this chat[\s\S]*mention me first/)
  expect(said(welcomeView('user'))).toMatch(/for you[\s\S]*Just type/)
})

test('while work goes on the card says that it will change by itself', () => {
  expect(said(workingView())).toMatch(/What you asked for is under way\.\nThis card will change/)
})

test.each([
  ['no-person', /who you are/],
  ['no-team-id', /which team/],
  ['unknown-place', /this kind of conversation/],
] as const)('%s says what is not known, that nothing was done, and what to do', (reason, words) => {
  expect(said(whereUnknownView(reason))).toMatch(words)
  expect(said(whereUnknownView(reason))).toMatch(/Nothing was done\.\nWhat to do next\n.+/)
})
