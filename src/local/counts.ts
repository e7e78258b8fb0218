/**
 * What went through a stream, in records. Once nothing is on its way:
 * `in = delivered + dropped + failed (all reasons) + reIngested`.
 */
export interface LocalCounts {
  /** Taken in, records that the function put back included. */
  readonly in: number;
  /** Attempts to run the function. */
  readonly invocations: number;
  readonly delivered: number;
  /** Records that the function changed; with an intake between, the logs that it has tagged and sent. */
  readonly tagged: number;
  /** What the intake has parked. */
  readonly parked: number;
  /** Answered `Ok` with the bytes that came: a part of those that go on to delivery. */
  readonly untouched: number;
  readonly dropped: number;
  readonly reIngested: number;
  /** By error code. */
  readonly failed: Readonly<Record<string, number>>;
  /** Objects of the error output. */
  readonly errorObjects: number;
}

export interface Counter {
  add(name: Exclude<keyof LocalCounts, 'failed'>, count: number): void;
  fail(code: string, count: number): void;
  snapshot(): LocalCounts;
}

/** Records still on their way: neither delivered nor given another fate. */
export function underWay(counts: LocalCounts): number {
  return counts.in - counts.delivered - counts.dropped - counts.reIngested - failedTotal(counts);
}

export function failedTotal({ failed }: LocalCounts): number {
  return Object.values(failed).reduce((sum, count) => sum + count, 0);
}

export function createCounter(onChange: () => void): Counter {
  const numbers = {
    in: 0,
    invocations: 0,
    delivered: 0,
    tagged: 0,
    parked: 0,
    untouched: 0,
    dropped: 0,
    reIngested: 0,
    errorObjects: 0,
  };
  const failed = new Map<string, number>();
  return {
    add(name, count) {
      if (count === 0) return;
      numbers[name] += count;
      onChange();
    },
    fail(code, count) {
      failed.set(code, (failed.get(code) ?? 0) + count);
      onChange();
    },
    snapshot: () => ({ ...numbers, failed: Object.fromEntries(failed) }),
  };
}
