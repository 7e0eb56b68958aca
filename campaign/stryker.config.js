import path from 'node:path'

/** Outside of the checkout: the campaign says where. */
const folder = process.env.MUTATION_FOLDER ?? 'artifacts/mutation'

/**
 * Mutation testing of what decides: who may, which permissions, which version, and what an answer means. Only rules in
 * memory run, so that a mutant costs a second; the flows would kill more.
 * https://stryker-mutator.io/docs/stryker-js/configuration/
 */
export default {
  mutate: [
    'src/bot/find-standing.ts',
    'src/bot/pressed-data.ts',
    'src/graph/classify-refusal.ts',
    'src/graph/memory-pace.ts',
    'src/graph/pace*.ts',
    'src/graph/read-answer.ts',
    'src/graph/retry-after.ts',
    'src/graph/throttle-evidence.ts',
    'src/installations/authority.ts',
    'src/installations/compare-versions.ts',
    'src/installations/hash-permission-set.ts',
    'src/installations/judge-held.ts',
    'src/installations/permission-set.ts',
    'src/installations/post-upgrade.ts',
    'src/installations/recover-intents.ts',
    'src/installations/trouble-outcome.ts',
    'src/installations/upgrade-installation.ts',
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
  thresholds: { high: 95, low: 90, break: 90 },
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: {
    projectType: 'custom',
    configFile: 'jest.config.js',
    config: {
      testMatch: [
        '<rootDir>/test/installations/*.test.ts',
        '<rootDir>/test/graph/{classify-refusal,pace*,read-answer,retry-after}.test.ts',
        '<rootDir>/test/rollouts/{change-rollout,next-step,reports,settings,target-end}.test.ts',
        '<rootDir>/test/bot/{find-standing,pressed-data}.test.ts',
      ],
    },
  },
  coverageAnalysis: 'perTest',
  plugins: ['@stryker-mutator/jest-runner'],
  concurrency: 2,
  timeoutMS: 2_500,
  reporters: ['json'],
  jsonReporter: { fileName: path.join(folder, 'report.json') },
  tempDirName: path.join(folder, 'copies'),
  ignorePatterns: ['artifacts', 'appPackage', 'docs', 'bench', 'campaign', 'infra'],
  // Stryker reads a tsconfig with TypeScript's old API, which TypeScript 7 has not; nothing here needs one.
  tsconfigFile: 'none',
}
