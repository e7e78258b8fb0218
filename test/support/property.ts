import type { Parameters } from 'fast-check';

/**
 * Parameters of a property test: 1,000 runs in `npm test`, 100,000 in `npm run test:deep`, times `scale` (for properties whose
 * single run is expensive). No seed is set: fast-check prints the one that failed, and the case is then kept as an example.
 */
export function runs<T = unknown>(scale = 1): Parameters<T> {
  const base = process.env['KUBEHOSE_DEEP'] === '1' ? 100_000 : 1_000;
  return { numRuns: Math.max(1, Math.round(base * scale)) };
}
