export default {
  testEnvironment: 'node',
  transform: {},
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.kubehose'],
  // Only against hanging for ever: nothing here is timed. 100,000 runs of a law take their time.
  testTimeout: process.env.KUBEHOSE_DEEP === '1' ? 7_200_000 : 300_000,
};
