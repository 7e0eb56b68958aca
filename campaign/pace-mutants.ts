import type { Property } from './hand-made-mutants.ts'

const rules = 'test/graph/pace-rules.test.ts'
const row = 'test/database/shared-pace.test.ts'

/** The properties of the pace, each with mistakes that it has to notice. */
export const paceProperties: Property[] = [
  {
    test: rules,
    property: 'no limit is passed',
    mutants: [
      {
        file: 'src/graph/pace-places.ts',
        change: ['Math.max(place.closedUntilMs, before + windowMs)', 'place.closedUntilMs'],
      },
      { file: 'src/graph/pace.ts', change: ["    signal?.addEventListener('abort', stop)\n", ''] },
    ],
  },
  {
    test: rules,
    property: 'nothing goes before a person',
    mutants: [
      {
        file: 'src/graph/pace-bucket.ts',
        change: [
          "lanes.firstReady('person') ?? lanes.firstReady('rollout')",
          "lanes.firstReady('rollout') ?? lanes.firstReady('person')",
        ],
      },
      { file: 'src/graph/pace-slots.ts', change: ['Math.max(secondOpensAtMs(), lastMs', 'Math.max(0, lastMs'] },
    ],
  },
  {
    test: rules,
    property: 'the rate stays within its bounds',
    mutants: [
      { file: 'src/graph/pace-state.ts', change: ['Math.min(pauseMs, longestClosedMs)', 'pauseMs'] },
      { file: 'src/graph/pace-state.ts', change: ['Math.max(limit / 60, ', 'Math.max(0, '] },
    ],
  },
  {
    test: row,
    property: 'the row says what the budget of one process would',
    mutants: [
      { file: 'src/database/shared-pace.ts', change: [', 1)\n          else', ')\n          else'] },
      {
        file: 'src/database/shared-pace.ts',
        change: ['greatest(next_ms, closed_until_ms, now_ms', 'greatest(next_ms, now_ms'],
      },
      { file: 'src/database/shared-pace.ts', change: ["          .where('revision', '=', next.revision)\n", ''] },
      {
        file: 'src/graph/memory-pace.ts',
        change: ['if (granted > 0) row.nextMs = firstMs + granted * spacingMs', ''],
      },
    ],
  },
]
