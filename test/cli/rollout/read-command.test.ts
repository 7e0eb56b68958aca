import { describe, expect, test } from '@jest/globals'
import { readCommand } from '../../../src/cli/rollout/read-command.ts'

const read = (line: string) => readCommand(line.split(' ').filter(Boolean))
const everywhere = { app: 'abc', kinds: ['team', 'chat', 'user'], targets: null }

describe('what the grammar allows is understood', () => {
  const usual = {
    ...everywhere,
    waves: [1, 10, 100],
    gate: 'auto',
    budget: { kind: 'percent', percent: 5 },
    isDryRun: false,
    force: false,
    acceptedSet: null,
  }
  test.each<[string, object]>([
    ['plan --app abc', { name: 'plan', plan: everywhere, isJson: false }],
    [
      'plan --app abc --scope chats,teams --targets t.csv --json',
      { name: 'plan', plan: { app: 'abc', kinds: ['chat', 'team'], targets: 't.csv' }, isJson: true },
    ],
    ['start --app abc', { name: 'start', start: usual, isConfirmed: false, wait: false, isJson: false }],
    [
      'start --app abc --waves 5,50 --gate manual --max-failures 7 --dry-run --force --accept-permissions 0f --yes --wait --json',
      {
        name: 'start',
        start: {
          ...everywhere,
          waves: [5, 50, 100],
          gate: 'manual',
          budget: { kind: 'count', count: 7 },
          isDryRun: true,
          force: true,
          acceptedSet: '0f',
        },
        isConfirmed: true,
        wait: true,
        isJson: true,
      },
    ],
    ['resume 1', { name: 'resume', id: '1', isConfirmed: false, wait: false, isJson: false }],
    ['retry 1 --yes --wait --json', { name: 'retry', id: '1', isConfirmed: true, wait: true, isJson: true }],
    ['promote --yes 1', { name: 'promote', id: '1', isConfirmed: true, wait: false, isJson: false }],
    ['approve 1', { name: 'approve', id: '1', isConfirmed: false, wait: false, isJson: false }],
    ['status 1 --watch --json', { name: 'status', id: '1', watch: true, isJson: true }],
    ['pause 1 --json', { name: 'pause', id: '1', isJson: true }],
    ['abort 1', { name: 'abort', id: '1', isJson: false }],
    ['export 1 --format csv', { name: 'export', id: '1', format: 'csv', isJson: false }],
    ['export --format json 1', { name: 'export', id: '1', format: 'json', isJson: false }],
  ])('%s', (line, command) => {
    expect(read(line)).toEqual({ kind: 'ok', command })
  })
})

describe('anything else is told what would be right', () => {
  test.each([
    ['fly', /no command "fly"/],
    ['plan', /--app/],
    ['plan --app abc --scope rooms', /teams,chats,users/],
    ['plan --app abc --yes', /--yes/],
    ['plan --app abc extra', /extra/],
    ['plan --app abc --targets=', /path of a file/],
    ['start --app abc --waves 10,1', /rising/],
    ['start --app abc --gate sometimes', /auto or manual/],
    ['start --app abc --max-failures many', /number or a percent/],
    ['start --app abc --max-failures 200%', /number or a percent/],
    ['resume', /id of one rollout/],
    ['resume 1 2', /id of one rollout/],
    ['resume 1 --force', /--force/],
    ['pause 1 --yes', /--yes/],
    ['status 1 --wait', /--wait/],
    ['export 1', /csv or json/],
    ['export 1 --format xml', /csv or json/],
  ])('%s', (line, problem) => {
    expect(read(line)).toEqual({ kind: 'wrong', problem: expect.stringMatching(problem) })
  })
})

test.each(['', 'help', '--help', 'plan --help', 'start -h'])('%p shows how it is used', (line) => {
  expect(read(line)).toEqual({ kind: 'help' })
})
