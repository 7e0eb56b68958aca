export type MutatedPart = { name: string; files: string[] }

/** What decides, by what it decides: one run of Stryker each, so that a figure is there as soon as its part is done. */
export const mutatedParts: MutatedPart[] = [
  { name: 'card parsing', files: ['src/bot/pressed-data.ts'] },
  {
    name: 'authority',
    files: [
      'src/bot/find-standing.ts',
      'src/installations/authority.ts',
      'src/installations/hash-permission-set.ts',
      'src/installations/judge-held.ts',
      'src/installations/permission-set.ts',
    ],
  },
  {
    name: 'answers of Graph',
    files: [
      'src/graph/classify-refusal.ts',
      'src/graph/read-answer.ts',
      'src/graph/retry-after.ts',
      'src/graph/throttle-evidence.ts',
      'src/installations/trouble-outcome.ts',
    ],
  },
  {
    name: 'upgrade',
    files: [
      'src/installations/compare-versions.ts',
      'src/installations/post-upgrade.ts',
      'src/installations/recover-intents.ts',
      'src/installations/upgrade-installation.ts',
    ],
  },
  {
    name: 'rollout state',
    files: [
      'src/maintenance-window.ts',
      'src/rollouts/change-rollout.ts',
      'src/rollouts/error-budget.ts',
      'src/rollouts/export-rows.ts',
      'src/rollouts/next-step.ts',
      'src/rollouts/parse-targets.ts',
      'src/rollouts/rollout.ts',
      'src/rollouts/target-end.ts',
      'src/rollouts/waves.ts',
    ],
  },
  { name: 'pacer', files: ['src/graph/memory-pace.ts', 'src/graph/pace*.ts'] },
]
