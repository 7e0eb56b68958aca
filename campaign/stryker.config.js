import path from 'node:path'

/** Outside of the checkout: the campaign (mutate-code.ts) says where, and what is mutated. */
const folder = process.env.MUTATION_FOLDER ?? 'artifacts/mutation'

/**
 * Mutation testing of what decides: who may, which permissions, which version, and what an answer means. Only rules in
 * memory run, so that a mutant costs a second; the flows would kill more.
 * https://stryker-mutator.io/docs/stryker-js/configuration/
 */
export default {
  mutate: (process.env.MUTATED_FILES ?? '').split(','),
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: {
    projectType: 'custom',
    configFile: 'jest.config.js',
    config: {
      // Who waits for ever has noticed.
      testTimeout: 5_000,
      testMatch: [
        '<rootDir>/test/installations/*.test.ts',
        '<rootDir>/test/graph/{classify-refusal,memory-pace,pace*,read-answer,retry-after}.test.ts',
        '<rootDir>/test/rollouts/{change-rollout,next-step,reports,settings,target-end}.test.ts',
        '<rootDir>/test/bot/{find-standing,pressed-data}.test.ts',
      ],
    },
  },
  coverageAnalysis: 'perTest',
  plugins: ['@stryker-mutator/jest-runner'],
  concurrency: 2,
  timeoutMS: 2_500,
  timeoutFactor: 1,
  reporters: ['json', 'progress-append-only'],
  jsonReporter: { fileName: path.join(folder, 'report.json') },
  tempDirName: path.join(folder, 'copies'),
  ignorePatterns: ['artifacts', 'appPackage', 'docs', 'bench', 'campaign', 'infra'],
  // Stryker reads a tsconfig with TypeScript's old API, which TypeScript 7 has not; nothing here needs one.
  tsconfigFile: 'none',
}
