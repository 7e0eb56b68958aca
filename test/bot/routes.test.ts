import { expect, test } from '@jest/globals'
import { routeVerb, routeWords } from '../../src/bot/routes.ts'

test.each(['upgrade app', 'upgrade', 'update app'])('"%s" upgrades', (words) => {
  expect(routeWords(words)).toEqual({ kind: 'command', command: 'upgrade-app', argument: null })
})

test('nothing but a mention asks for help', () => {
  expect(routeWords('')).toEqual({ kind: 'help' })
})

test.each([
  ['upgrade polls', 'polls'],
  ['update contoso polls', 'contoso polls'],
  ['upgrade ally', 'ally'],
  ['upgrade eeeeeeee-eeee-4eee-8eee-eeeeeeeeeeee', 'eeeeeeee-eeee-4eee-8eee-eeeeeeeeeeee'],
])('"%s" names an app', (words, argument) => {
  expect(routeWords(words)).toEqual({ kind: 'command', command: 'upgrade-named', argument })
})

test.each([
  ['upgrad app', 'upgrade app'],
  ['upgarde', 'upgrade'],
  ['satus', 'status'],
  ['halp', 'help'],
])('"%s" was probably meant as "%s"', (words, nearest) => {
  expect(routeWords(words)).toEqual({ kind: 'unknown-words', nearest })
})

test('nothing is suggested for words that resemble no command', () => {
  expect(routeWords('what is the weather in Oslo')).toEqual({ kind: 'unknown-words', nearest: null })
})

test('a verb of a card nobody knows any more gets a fresh card', () => {
  expect(routeVerb('downgrade')).toEqual({ kind: 'outdated-card' })
  expect(routeVerb(null)).toEqual({ kind: 'outdated-card' })
})

test.each(['constructor', '__proto__', 'toString'])('"%s" is no word and no verb', (name) => {
  expect(routeWords(name)).toMatchObject({ kind: 'unknown-words' })
  expect(routeVerb(name)).toEqual({ kind: 'outdated-card' })
})
