import type { Clock } from '../../src/adapters/clock.ts';
import type { InvocationContext, TransformHandler } from '../../src/local/firehose/invoke.ts';
import type { TransformationEvent } from '../../src/firehose/transformation.ts';
import { fakeClock, type FakeClock } from '../support/clock.ts';

export interface FakeDeps extends Clock, Omit<FakeClock, 'sleep'> {
  /** Runs every timer that is due within `ms` from now, in its order, and moves the clock. */
  pass(ms: number): void;
}

/** Time stands still until it is moved; ids count up. */
export function fakeDeps(startMs = 1_767_323_045_000): FakeDeps {
  const clock = fakeClock(startMs);
  let timers: { readonly dueMs: number; readonly run: () => void }[] = [];
  let ids = 0;
  return {
    ...clock,
    uuid() {
      ids += 1;
      return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
    },
    schedule(ms, run) {
      const timer = { dueMs: clock.now() + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    pass(ms) {
      clock.advance(ms);
      const due = timers
        .filter(({ dueMs }) => dueMs <= clock.now())
        .sort((one, two) => one.dueMs - two.dueMs);
      timers = timers.filter((timer) => !due.includes(timer));
      for (const { run } of due) run();
    },
  };
}

/** A handler that answers every record by a function of its data. */
export function handlerOf(
  answer: (data: string, recordId: string) => object | readonly object[],
): TransformHandler {
  return ({ records }: TransformationEvent, _context: InvocationContext) =>
    Promise.resolve({
      records: records.flatMap(({ recordId, data }) =>
        answer(Buffer.from(data, 'base64').toString('utf8'), recordId),
      ),
    });
}

export const identity = handlerOf((data, recordId) => ({
  recordId,
  result: 'Ok',
  data: Buffer.from(data).toString('base64'),
}));
