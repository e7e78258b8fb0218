export interface BackoffOptions {
  /** Wait before the second attempt, before jitter. */
  readonly initialMs: number;
  /** Longest wait, before jitter. */
  readonly maxMs: number;
  /** 0.15 spreads each wait evenly over 85 % to 115 % of its length; 1 over 0 to 200 %. */
  readonly jitter: number;
}

export const defaultBackoff: BackoffOptions = { initialMs: 500, maxMs: 30_000, jitter: 0.5 };

/**
 * The wait after failed attempt number `attempt` (1, 2, …), in milliseconds: doubles each time up to `maxMs`, then jitter.
 *
 * @param random uniform in [0, 1)
 */
export function backoffMs(
  attempt: number,
  { initialMs, maxMs, jitter }: BackoffOptions,
  random: () => number,
): number {
  const exponential = Math.min(maxMs, initialMs * 2 ** (attempt - 1));
  return exponential * (1 - jitter + 2 * jitter * random());
}
