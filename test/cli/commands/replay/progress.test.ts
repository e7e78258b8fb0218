import { describe, expect, test } from '@jest/globals';
import { createStatus, progressLine, waitLine } from '../../../../src/cli/commands/replay/progress.ts';
import { fakeOutput } from '../../fake-io.ts';

/** Timers that run when time is moved. */
function timers() {
  let nowMs = 0;
  const due: { readonly atMs: number; readonly run: () => void }[] = [];
  return {
    now: () => nowMs,
    schedule(ms: number, run: () => void) {
      const timer = { atMs: nowMs + ms, run };
      due.push(timer);
      return () => void due.splice(due.indexOf(timer), due.includes(timer) ? 1 : 0);
    },
    advance(ms: number) {
      for (const end = nowMs + ms; nowMs < end;) {
        nowMs += 1_000;
        for (const timer of due.filter(({ atMs }) => atMs <= nowMs)) {
          due.splice(due.indexOf(timer), 1);
          timer.run();
        }
      }
    },
  };
}

describe('without a terminal', () => {
  test('there is a line every ten seconds while it waits, and none of a short job', async () => {
    const output = fakeOutput();
    const clock = timers();
    const status = createStatus(output, clock);
    status.show(() =>
      waitLine('Datadog', { reason: 'Datadog answered 503', tries: 3 }, 14_000 - clock.now()),
    );
    clock.advance(9_000);
    expect(output.text).toBe('');
    clock.advance(21_000);
    expect(output.text).toBe(
      'waiting for Datadog: 503, try 3, next in 4 s\n' + 'waiting for Datadog: 503, try 3\n'.repeat(2),
    );
    await status.clear();
    clock.advance(60_000);
    expect(output.text.split('\n')).toHaveLength(4);
  });
});

test('on a terminal the line changes in place', async () => {
  const output = fakeOutput(true, 60);
  const status = createStatus(output, timers());
  status.show(() => 'one');
  await status.clear();
  expect(output.text).toBe('\r\u001B[Kone\r\u001B[K');
});

test('the line of a job that goes well', () => {
  const progress = {
    objects: 1,
    sourceBytes: 50,
    sentItems: 1,
    sentBytes: 2_000,
    report: () => undefined as never,
  };
  expect(progressLine(progress, { objects: 2, bytes: 100 }, 2_000)).toBe(
    '[##########----------] 50 %  1 of 2 objects  1 log  1.0 kB/s  2.0 s left',
  );
});
