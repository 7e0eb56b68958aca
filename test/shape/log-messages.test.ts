import { expect, test } from '@jest/globals'
import { readSourceFiles, withoutComments } from '../support/source-files.ts'

/** `log.warn({ … }, 'what happened')`, wherever it stands and however its data is written. */
const calls = /\b(?:log|logger)\??\.(?:fatal|error|warn|info|debug|trace)\(/g

test('what a line of the log says is always the same words; what varies is data beside them', () => {
  const wrong = readSourceFiles().flatMap(({ name, text }) => {
    const code = withoutComments(text)
    return [...code.matchAll(calls)]
      .map((match) => argumentsAt(code, match.index + match[0].length))
      .filter((args) => !/(^|,\s*)'[^'$]*',?\s*$/.test(args))
      .filter((args) => args !== '')
      .map((args) => `${name}: ${args}`)
  })
  expect(wrong).toEqual([])
})

/** Up to the parenthesis that closes the call. */
function argumentsAt(code: string, start: number): string {
  let depth = 1
  for (let at = start; at < code.length; at++) {
    if (code[at] === '(') depth++
    if (code[at] === ')' && --depth === 0) return code.slice(start, at)
  }
  return code.slice(start)
}
