import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@jest/globals'

const root = path.resolve(import.meta.dirname, '../..')

/** Every fault that the product has to survive, and where it is tried: a file and words of the test's name in it. */
const matrix: Record<string, [fault: string, file: string, words: string][]> = {
  F1: [
    ['kill -9 at every step of a rollout', 'rollouts/kill', 'F1: killed at every step'],
    ['kill -9 at every step of one upgrade', 'flows/kill', 'whenever the bot is killed'],
    ['kill -9 while the database is written', 'database/kill', 'kill'],
  ],
  F2: [
    ['SIGTERM in the middle of a rollout', 'rollouts/store-faults', 'F2: told to stop'],
    ['SIGTERM in the middle of an upgrade', 'flows/timing', 'stopping lets an upgrade that is under way end'],
  ],
  F3: [
    ['the same message twice', 'flows/sharing', 'a message delivered again, at once or later'],
    ['the same press twice', 'flows/sharing', 'a press delivered again gets the answer'],
  ],
  F4: [['the same press with a new id', 'flows/sharing', 'a press delivered again under a new id']],
  F5: [
    ['a double click', 'flows/sharing', 'a double click is one upgrade'],
    ['fifty people at once', 'flows/sharing', 'fifty people at once are one upgrade'],
  ],
  F6: [
    ['429 with every form of Retry-After', 'rollouts/graph-faults', 'F6: 429 with whole seconds'],
    ['429 with a day', 'rollouts/graph-faults', 'F6: a place that asks to wait for a day'],
    ['429 with a long time, for a person', 'flows/faults', 'a long time to wait is told, not waited for'],
  ],
  F7: [['429 without Retry-After', 'rollouts/graph-faults', 'F7: 429 without a word of when']],
  F8: [
    ['408, 500, 502, 503, 504', 'rollouts/graph-faults', 'F8: 502'],
    ['the same, for a person', 'flows/faults', 'is read back, found done and not sent again'],
  ],
  F9: [
    ['reset and cut connections', 'rollouts/graph-faults', 'F9: cut off after it is carried out'],
    ['a database that goes silent', 'database/server', 'a connection that is dead without a word'],
  ],
  F10: [['done, and the answer lost', 'rollouts/graph-faults', 'F10: done, and the answer lost']],
  F11: [['a 400 that passes, a 400 that is final', 'rollouts/graph-faults', 'F11, F28: a target that always fails']],
  F12: [
    ['401 in the middle', 'rollouts/graph-faults', 'F12: a token that Graph takes no more'],
    ['403 in the middle', 'rollouts/graph-faults', 'F12: a permission that was withdrawn'],
    ['401 for a person', 'flows/faults', 'a token that Graph suddenly refuses'],
  ],
  F13: [
    ['the date of the machine jumps', 'graph/pace', 'F13: a date that is set forward or back'],
    ['the clock of the database jumps', 'database/shared-pace', 'F13: after the clock of the database was set back'],
  ],
  F14: [
    ['pages that lead astray, in a rollout', 'rollouts/graph-faults', 'F14: a directory that leads astray'],
    ['pages that lead astray, for a person', 'flows/faults', 'next page'],
  ],
  F15: [
    ['answers that are none', 'rollouts/graph-faults', 'F15: an HTML page'],
    ['any answer at all', 'graph/read-answer', 'no answer, whatever it is, throws'],
  ],
  F16: [
    ['Postgres away at the start', 'rollouts/store-faults', 'F16: the database is away when the process starts'],
    ['Postgres restarted in the middle', 'rollouts/store-faults', 'F16: the database is restarted in the middle'],
    ['Postgres restarted in a recovery', 'rollouts/store-faults', 'F16: the database is restarted while a process'],
  ],
  F17: [['two processes on one Postgres', 'rollouts/store-faults', 'F17: two processes share one rollout']],
  F18: [['two processes on one directory', 'rollouts/store-faults', 'F18: a second process on the directory']],
  F19: [
    ['a damaged directory', 'rollouts/store-faults', 'F19: a damaged directory is set aside'],
    ['every kind of damage', 'database/damage', 'damage'],
  ],
  F20: [['a place that goes away', 'rollouts/graph-faults', 'F20: an installation that goes away between']],
  F21: [['a newer version in the middle', 'rollouts/graph-faults', 'F21: a newer version that asks for more']],
  F22: [
    [
      'a card that cannot be delivered',
      'flows/rollout-cards',
      'a card that cannot be delivered any more stops nothing',
    ],
  ],
  F23: [['a button of an older card', 'flows/activity-shapes', 'a submit of an old card']],
  F24: [['a card of another place or person', 'flows/mutated-presses', 'no press, whatever it carries']],
  F25: [['a turn longer than 15 seconds', 'flows/timing', 'a press is answered in time with what goes on']],
  F26: [
    ['the connector throttles or breaks', 'flows/timing', 'a message that Teams throttles is sent again'],
    ['an update that fails for a moment', 'flows/timing', 'an update that fails for a moment is made again'],
  ],
  F27: [['a timer due while nobody ran', 'rollouts/store-faults', 'F27: a gate whose time came']],
  F28: [['a target that always fails', 'rollouts/graph-faults', 'F28: the others are not touched by it']],
  F29: [['many activities, with Graph failing at some', 'flows/soak', 'F29: ']],
  F30: [['an error that nobody caught', 'shape/uncaught', 'F30: an error that nobody caught']],
}

const rows = Array.from({ length: 30 }, (_, i) => `F${i + 1}`)

test.each(rows)('%s of the fault matrix is tried by a test that exists', (row) => {
  const tries = matrix[row] ?? []
  expect(tries).not.toEqual([])
  const missing = tries.filter(([, file, words]) => !textOf(file).includes(words))
  expect(missing).toEqual([])
})

function textOf(name: string): string {
  const file = path.join(root, 'test', `${name}.test.ts`)
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}
