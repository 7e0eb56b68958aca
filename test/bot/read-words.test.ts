import { expect, test } from '@jest/globals'
import { readWords } from '../../src/bot/read-words.ts'

test.each([
  'upgrade app',
  'Upgrade App',
  '  upgrade \n\t app  ',
  '<at>Acme Bot</at> upgrade app',
  '<at id="0">Acme Bot</at>&nbsp;upgrade&nbsp;app',
  '<p>upgrade <b>app</b></p>',
  '**upgrade app**',
  '`upgrade app`',
  '"upgrade app!"',
  '«Upgrade app…»',
  '/upgrade app',
  'upgrade\u200b app\u200f',
  'ｕｐｇｒａｄｅ　ａｐｐ',
  'upgrade app <at>Acme Bot</at>?',
])('%j means upgrade app', (text) => {
  expect(readWords({ text, entities: [] })).toBe('upgrade app')
})

test('words inside a command stay as they are', () => {
  expect(readWords({ text: "don't upgrade", entities: [] })).toBe("don't upgrade")
})

test('a bare mention and no text at all are no words', () => {
  expect(readWords({ text: '<at>Acme Bot</at> ', entities: [] })).toBe('')
  expect(readWords({ text: '', entities: [] })).toBe('')
})

test('a very long message is read in no time', () => {
  const started = performance.now()
  readWords({ text: '<at'.repeat(200_000), entities: [] })
  readWords({ text: '.'.repeat(600_000), entities: [] })
  expect(performance.now() - started).toBeLessThan(5_000)
})
