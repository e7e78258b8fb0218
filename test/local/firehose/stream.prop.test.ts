import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDatadog, type DatadogStandIn } from '../../../src/local/datadog/datadog.ts';
import { underWay } from '../../../src/local/counts.ts';
import { createStream } from '../../../src/local/firehose/stream.ts';
import { runs } from '../../support/property.ts';
import { fakeDeps, handlerOf } from '../fakes.ts';

const apiKey = 'key-for-tests';
let datadog: DatadogStandIn;
let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'kubehose-'));
  datadog = await startDatadog({ apiKey });
});
afterAll(async () => {
  await datadog.stop();
  await rm(root, { recursive: true });
});

const answer = fc.constantFrom('ok', 'ok', 'ok', 'drop', 'fail', 'missing', 'twice', 'null');
const invocation = fc.constantFrom('answers', 'answers', 'answers', 'throws', 'no records');
const status = fc.constantFrom(200, 200, 401, 413, 503);

/** Fates by content, as the function and the endpoint decided them, against where each record is in the end. */
test('whatever function and endpoint do, every record is at Datadog, in an error object, dropped, or lost by a 413, and counted so', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(answer, { minLength: 1, maxLength: 12 }),
      fc.infiniteStream(invocation),
      fc.infiniteStream(status),
      fc.constantFrom(0, 5_000),
      async (answers, invocations, statuses, retryDurationMs) => {
        run += 1;
        const name = (index: number) => `{"run":${run},"record":${index}}`;
        const directory = join(root, String(run));
        const answering = handlerOf((data, recordId) => {
          const { record }: { record: number } = JSON.parse(data);
          const ok = { recordId, result: 'Ok', data: Buffer.from(data).toString('base64') };
          switch (answers[record] ?? 'ok') {
            case 'ok':
              return ok;
            case 'drop':
              return { recordId, result: 'Dropped' };
            case 'fail':
              return { recordId, result: 'ProcessingFailed' };
            case 'twice':
              return [ok, ok];
            case 'null':
              return { recordId, result: 'Ok' };
            case 'missing':
              return [];
          }
        });
        const stream = createStream(
          {
            arn: 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs',
            region: 'eu-west-1',
            processing: {
              enabled: true,
              function: {
                arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f',
                timeoutMs: 60_000,
                handler(event, context) {
                  const behaviour = invocations.next().value;
                  if (behaviour === 'throws') return Promise.reject(new Error('synthetic'));
                  return behaviour === 'answers' ? answering(event, context) : Promise.resolve({});
                },
              },
              numberOfRetries: 1,
              buffer: { maxBytes: 80, intervalMs: 60_000 },
            },
            destination: {
              url: `${datadog.url}/v1/input`,
              accessKey: apiKey,
              contentEncoding: 'NONE',
              commonAttributes: {},
              retryDurationMs,
              buffer: { maxBytes: 120, intervalMs: 60_000 },
            },
            errorOutput: {
              directory,
              prefix: undefined,
              stream: 'logs',
              version: 1,
              compression: 'UNCOMPRESSED',
              buffer: { maxBytes: 5_000_000, intervalMs: 300_000 },
            },
          },
          fakeDeps(),
        );
        for (let request = 0; request < 40; request += 1) {
          const code = statuses.next().value;
          if (code === 200) datadog.fail({ kind: 'slow', delayMs: 0 }, 1);
          else datadog.fail({ kind: 'status', status: code }, 1);
        }
        const before = datadog.logs.length;
        for (const index of answers.keys()) stream.put(Buffer.from(name(index)), 'producer');
        await stream.flush();
        datadog.recover();
        const counts = stream.counts();
        expect(underWay(counts)).toBe(0);
        expect(counts.in).toBe(answers.length);
        const arrived = datadog.logs.slice(before).map(({ text }) => text);
        const kept = await keptIn(directory);
        const lost = counts.failed['HttpEndpoint.DestinationException (413)'] ?? 0;
        const found = [...arrived, ...kept];
        expect(new Set(found).size).toBe(found.length);
        expect(arrived).toHaveLength(counts.delivered);
        expect(found.length + counts.dropped + lost).toBe(answers.length);
        const known = new Set([...answers.keys()].map(name));
        expect(found.every((text) => known.has(text))).toBe(true);
      },
    ),
    runs(0.1),
  );
});

/** The records in all error objects below a directory. */
async function keptIn(directory: string): Promise<string[]> {
  const names = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = names.filter((entry) => entry.isFile());
  const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'utf8')));
  return texts
    .flatMap((text) => text.trimEnd().split('\n'))
    .map((line) => {
      const { rawData }: { rawData: string } = JSON.parse(line);
      return Buffer.from(rawData, 'base64').toString('utf8');
    });
}
