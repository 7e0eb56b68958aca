import { existsSync, statfsSync } from 'node:fs'
import { findBrowser } from './test/support/find-browser.js'

// A hundred tests have a database of a thousand files: in memory, where there is room, they are made in a tenth of the time.
const memory = '/dev/shm'
if (!process.env.TMPDIR && existsSync(memory)) {
  const { bavail, bsize } = statfsSync(memory)
  if (bavail * bsize > 4 * 2 ** 30) process.env.TMPDIR = memory
}

// The container-like run installs packages from a registry, so it has its own command: npm run test:container.
// Browser tests run wherever a browser is found; BROWSER_TESTS=1 insists on them (CI does), BROWSER_TESTS=0 leaves them out.
const withBrowser = process.env.BROWSER_TESTS ? process.env.BROWSER_TESTS === '1' : findBrowser() !== null

export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/container/',
    ...(withBrowser ? [] : ['<rootDir>/test/browser/']),
  ],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/type-stripping-transform.js' },
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
  globalSetup: '<rootDir>/test/support/before-all-tests.ts',
  // Some tests start a dozen processes, and a busy machine takes its time over each. What never ends is found all the same.
  testTimeout: 240_000,
  // Tests wait for one another's processes more than they compute: on two cores four are done a tenth sooner than three.
  maxWorkers: 4,
}
