import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createCircuitBreaker } from '../../src/delivery/circuit-breaker.ts';
import { runs } from '../support/property.ts';

function breaker() {
  let nowMs = 0;
  const made = createCircuitBreaker({ maxFailures: 3, openMs: 15_000, now: () => nowMs });
  return { ...made, wait: (ms: number) => (nowMs += ms) };
}

test('after three failures in a row nothing passes for 15 s, then one probe', () => {
  const { enter, settle, wait } = breaker();
  for (let failure = 1; failure <= 3; failure++) {
    expect(enter()).toBe('closed');
    settle('closed', 'failure');
  }
  expect(enter()).toBe('open');
  wait(14_999);
  expect(enter()).toBe('open');
  wait(1);
  expect([enter(), enter(), enter()]).toEqual(['probe', 'open', 'open']);
});

test.each([
  ['a probe that succeeds closes it', 'success', 'closed'],
  ['a probe that fails opens it again', 'failure', 'open'],
  ['a probe that says nothing lets the next one through', 'neither', 'probe'],
] as const)('%s', (_, outcome, next) => {
  const { enter, settle, wait } = breaker();
  for (let failure = 1; failure <= 3; failure++) settle('closed', 'failure');
  wait(15_000);
  settle(enter(), outcome);
  expect(enter()).toBe(next);
});

test('a success between failures begins the count anew', () => {
  const { enter, settle } = breaker();
  for (const outcome of ['failure', 'failure', 'success', 'failure', 'failure'] as const)
    settle('closed', outcome);
  expect(enter()).toBe('closed');
});

test('only what was let through counts: the pause grows by nothing else', () => {
  const { enter, settle, wait } = breaker();
  for (let failure = 1; failure <= 3; failure++) settle('closed', 'failure');
  wait(10_000);
  settle(enter(), 'failure');
  wait(5_000);
  expect(enter()).toBe('probe');
  // An attempt from before the pause ends now; the probe is still under way.
  settle('closed', 'neither');
  expect(enter()).toBe('open');
});

test('it never stays open for ever, and never lets two probes through at once', () => {
  const outcome = fc.constantFrom('success' as const, 'failure' as const, 'neither' as const);
  const step = fc.record({ outcome, waitMs: fc.nat(20_000), settles: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { enter, settle, wait } = breaker();
      let probing = false;
      for (const { outcome: came, waitMs, settles } of steps) {
        wait(waitMs);
        const passage = enter();
        if (passage === 'probe') expect(probing).toBe(false);
        if (passage === 'probe') probing = true;
        if (!settles && passage === 'probe') continue;
        if (passage === 'probe') probing = false;
        settle(passage, came);
      }
      if (probing) settle('probe', 'neither');
      wait(15_000);
      expect(enter()).not.toBe('open');
    }),
    runs(),
  );
});
