import { readFileSync } from 'node:fs';

const swc = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));

/** @type {import('jest').Config} */
export default {
  testEnvironment: '<rootDir>/tests/testkit/shared-modules/environment.mjs',
  runtime: '<rootDir>/tests/testkit/shared-modules/runtime.cjs',
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/', '<rootDir>/tests/bench/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/', '<rootDir>/tests/bench/peers/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  globalSetup: '<rootDir>/tests/testkit/global-set-up.mjs',
  globalTeardown: '<rootDir>/tests/testkit/global-teardown.mjs',
  reporters: ['default', '<rootDir>/tests/testkit/closing-line-reporter.mjs'],
  // One for all tests and hooks: none of them is about how fast a busy machine is.
  testTimeout: 240_000,
  // Three on two cores: a third of the files wait for processes of their own most of the time.
  maxWorkers: 3,
  testSequencer: '<rootDir>/tests/testkit/slow-first-sequencer.mjs',
};
