/** What a test file gets for `@jest/globals` outside jest: jest's own parts, which only note the tests here. */
import { ModuleMocker } from 'jest-mock';

export { afterAll, afterEach, beforeAll, beforeEach, describe, test } from 'jest-circus';
export { expect } from 'expect';
export const jest = new ModuleMocker(globalThis);
