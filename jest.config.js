export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...(process.env.BROWSER_TESTS ? [] : ['<rootDir>/test/browser/'])],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/type-stripping-transform.js' },
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
  testTimeout: 20_000,
}
