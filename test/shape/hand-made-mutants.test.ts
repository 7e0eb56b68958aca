import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@jest/globals'
import { handMadeMutants } from '../../campaign/hand-made-mutants.ts'

const read = (file: string) => readFileSync(path.resolve(import.meta.dirname, '../..', file), 'utf8')

test.each(handMadeMutants)(
  'the mistake in $file that "$property" has to notice can still be made',
  ({ file, change: [from], test: testFile, property }) => {
    expect(read(file).split(from)).toHaveLength(2)
    expect(read(testFile)).toContain(property)
  },
)
