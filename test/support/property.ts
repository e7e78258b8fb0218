import type { Parameters } from 'fast-check';

/**
 * Parameters of a property test: 1,000 runs in `npm test`, 100,000 in `npm run test:deep`, times `scale`, for properties whose
 * single run is expensive; `deepScale` where only `npm test` has no time for more. Each run has new cases, and fast-check prints the seed of
 * one that failed; it is then kept as an example. Continuous integration sets `KUBEHOSE_SEED`, so that red means that the change did it.
 * Under `npm run mutate`, which asks only whether a test fails, each mutant meets the same few cases and none is shrunk.
 */
export function runs<T = unknown>(scale = 1, deepScale = scale): Parameters<T> {
  const count = process.env['KUBEHOSE_DEEP'] === '1' ? 100_000 * deepScale : 1_000 * scale;
  const numRuns = Math.max(1, Math.round(count));
  const cases = process.env['KUBEHOSE_CASES'];
  const seed = process.env['KUBEHOSE_SEED'];
  if (cases === undefined) return seed === undefined ? { numRuns } : { numRuns, seed: Number(seed) };
  const few = Math.max(5, Math.round(Number(cases) * scale));
  return { numRuns: Math.min(numRuns, few), seed: 1, endOnFailure: true };
}
