import { describe, expect, test } from '@jest/globals';
import { refusalOf } from '../../../src/local/console/guard.ts';

const own = '127.0.0.1:4574';
const page = `http://${own}`;

describe('who is answered', () => {
  test.each([
    ['a look', 'GET', own, undefined],
    ['a look by name', 'GET', 'localhost:4574', undefined],
    ['a look from its own page', 'GET', own, page],
    ['a change from its own page', 'POST', own, page],
    ['a change from its own page by name', 'POST', 'localhost:4574', 'http://localhost:4574'],
  ])('%s', (_name, method, host, origin) => {
    expect(refusalOf({ method, host, origin }, 4574)).toBeUndefined();
  });
});

describe('who is refused', () => {
  test.each([
    ['no Host', 'GET', undefined, undefined],
    ['a name that points here (DNS rebinding)', 'GET', 'evil.example:4574', undefined],
    ['such a name without a port', 'GET', 'evil.example', undefined],
    ['such a name with a page of its own', 'POST', 'evil.example:4574', 'http://evil.example:4574'],
    ['our name as a part of another', 'GET', '127.0.0.1:4574.evil.example', undefined],
    ['another port', 'GET', '127.0.0.1:80', undefined],
    ['no port', 'GET', '127.0.0.1', undefined],
    ['another address of this machine', 'GET', '0.0.0.0:4574', undefined],
    ['a change without an Origin', 'POST', own, undefined],
    ['a change from elsewhere (CSRF)', 'POST', own, 'https://evil.example'],
    ['a change from a file or a sandbox', 'POST', own, 'null'],
    ['a change from another port', 'POST', own, 'http://127.0.0.1:8080'],
    ['a change from our other name', 'POST', own, 'http://localhost:4574'],
    ['a change by TLS', 'POST', own, `https://${own}`],
    ['a look from elsewhere', 'GET', own, 'https://evil.example'],
    ['another method without an Origin', 'DELETE', own, undefined],
  ])('%s', (_name, method, host, origin) => {
    expect(refusalOf({ method, host, origin }, 4574)).toMatch(/only$/);
  });
});
