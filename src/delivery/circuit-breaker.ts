/** Whether something may be tried now. A probe is the one attempt that finds out whether the other side is back. */
export type Passage = 'closed' | 'probe' | 'open';

export interface CircuitBreaker {
  /** Asks for passage; whoever gets it must `settle` it. */
  enter(): Passage;
  /** What came of it. `neither`: nothing that says anything about the other side. */
  settle(passage: Passage, outcome: 'success' | 'failure' | 'neither'): void;
}

export interface CircuitBreakerOptions {
  /** Failures in a row after which nothing is tried. */
  readonly maxFailures: number;
  /** How long nothing is tried, in ms. */
  readonly openMs: number;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Fails fast while the other side is down: closed → open after failures in a row → one probe (half-open) → closed, or open again. */
export function createCircuitBreaker({ maxFailures, openMs, now }: CircuitBreakerOptions): CircuitBreaker {
  let failures = 0;
  let openUntilMs = 0;
  let isProbing = false;
  return {
    enter() {
      if (failures < maxFailures) return 'closed';
      if (isProbing || now() < openUntilMs) return 'open';
      isProbing = true;
      return 'probe';
    },
    settle(passage, outcome) {
      if (passage === 'open') return;
      if (passage === 'probe') isProbing = false;
      if (outcome === 'success') failures = 0;
      if (outcome !== 'failure') return;
      failures += 1;
      openUntilMs = now() + openMs;
    },
  };
}
