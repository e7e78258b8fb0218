import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LogsResponse } from '../../src/delivery/logs-answer.ts';
import { sendLogs, type LogResult, type LogsApi } from '../../src/delivery/logs.ts';
import { fakeClock } from '../support/clock.ts';
import { accept, fakeDatadog, garbage, noConnection, parseLog, status } from '../support/datadog.ts';
import { runs } from '../support/property.ts';

const faults = fc.constantFrom(0, 200, 204, 302, 401, 403, 404, 408, 413, 429, 500, 503);

test('every log has one result, told once, and it is the truth: delivered if and only if Datadog took it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 60 }),
      fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { maxLength: 4 }),
      fc.array(fc.option(faults, { nil: undefined, freq: 2 }), { maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      async (sizes, bad, script, concurrency) => {
        const accepted = new Set<number>();
        const logs = sizes.map((size, id) =>
          Buffer.from(JSON.stringify({ id, text: 'x'.repeat(size * 9_000) })),
        );
        const pending = [...script];
        const datadog = fakeDatadog((texts) => {
          const ids = texts.map((text) => Number(parseLog(text)['id']));
          const fault = pending.shift();
          if (fault !== undefined) return faulty(fault);
          if (ids.some((id) => bad.includes(id))) return status(400);
          for (const id of ids) accepted.add(id);
          return accept;
        });
        const api: LogsApi = (body, ...rest) => {
          expect(body.length).toBeLessThanOrEqual(5_000_000);
          return datadog.api(body, ...rest);
        };
        const told = new Map<number, LogResult>();
        const onResult = (position: number, result: LogResult) => {
          expect(told.has(position)).toBe(false);
          told.set(position, result);
        };
        const results = await sendLogs(logs, api, {
          ...fakeClock(),
          deadlineMs: 20_000,
          concurrency,
          onResult,
        });
        expect(results).toHaveLength(logs.length);
        for (const [position, result] of results.entries()) {
          expect(told.get(position)).toBe(result);
          expect(result.kind === 'delivered').toBe(accepted.has(position));
          // With a 413 in the script a good log may have met it alone.
          if (result.kind === 'rejected' && !script.includes(413)) expect(bad).toContain(position);
        }
      },
    ),
    runs(0.3),
  );
});

function faulty(code: number): LogsResponse {
  if (code === 0) return noConnection;
  return code < 300 ? garbage(code) : status(code);
}
