import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { createLogReader } from '../../src/logs/record-logs.ts';
import type { Processing } from '../../src/processing/processing.ts';
import { acceptedLogs } from '../support/datadog.ts';
import { base64, harness, request, requestId, timestamp } from '../intake/harness.ts';
import { failedRecord } from '../replay/model/backup.ts';
import { attempt, imbalances, newWorld } from '../replay/model/job.ts';
import { runs } from '../support/property.ts';
import { streamArn, type Environment, type Log } from '../support/transformed.ts';
import {
  arrivalTimeMs,
  eventOf,
  processingOf,
  processingTransform,
  rulesOf,
  textsOf,
} from '../transform/process/events.ts';

const secret = 'S3CRETtoken';
const unwanted = 'GET /healthz';

/** No pattern holds what it matches, so that it may stand in an annotation. */
const mask = {
  type: 'mask_sequences',
  name: 'secret',
  pattern: 'S3CR.Ttoken',
  replace_placeholder: '[masked]',
};
const exclude = { type: 'exclude_at_match', name: 'health', pattern: 'GET /health[z]' };
const include = { type: 'include_at_match', name: 'wanted', pattern: 'a' };

const words = fc.oneof(
  fc.constantFrom(
    secret,
    `a ${secret} b`,
    unwanted,
    `${unwanted} ${secret}`,
    `java.lang.IllegalStateException: ${secret}`,
    '\tat Shop.pay(Shop.java:3)',
    `{"a":"${secret}"}`,
    `é\n${secret}"\\`,
    'b',
  ),
  fc.string(),
);
const lines = fc.oneof(
  fc
    .tuple(words, fc.constantFrom('F', 'F', 'P'))
    .map(([text, flag]) => ({ log: `2026-11-28T10:00:00.1Z stdout ${flag} ${text}` })),
  fc.tuple(words, words).map(([message, other]) => ({ message, level: 'info', other })),
  fc.tuple(words, words).map(([log, other]) => ({ log, other, service: other })),
);
const kubernetes = { pod_name: 'web', namespace_name: 'shop', container_name: 'web', docker_id: 'x' };

const cases = fc.record({
  lines: fc.array(lines, { minLength: 1, maxLength: 5 }),
  texts: fc.array(words, { maxLength: 2 }),
  rules: fc.subarray([exclude, include], { maxLength: 1 }).map((filters) => filters.concat(mask)),
  isPods: fc.boolean(),
  isPacked: fc.boolean(),
});

test('what a rule masks or drops is in no log of any of the three ways, which give the same logs', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ lines: list, texts, rules, isPods, isPacked }) => {
      const pod = isPods ? { ...kubernetes, annotations: rulesOf(rules) } : kubernetes;
      const environment = isPods ? {} : { DD_LOGS_CONFIG_PROCESSING_RULES: JSON.stringify(rules) };
      const objects = list.map((line) => JSON.stringify({ ...line, kubernetes: pod }));
      // Rules of a pod say nothing about text of which no pod is known.
      const all = isPods ? objects : [...objects, ...texts.map(oneLine)];
      const text = Buffer.from(`${all.join('\n')}\n`);
      const record = isPacked ? gzipSync(text) : text;
      const processing = await processingOf(environment);
      const inTransform = await transformedLines(record, environment);
      const read = await readLogs(record, processing);
      expect(read.map(({ text: log }) => log).filter(isOfPod)).toEqual(inTransform.filter(isOfPod));
      expect(read).toHaveLength(inTransform.filter((line) => line.trim() !== '').length);
      const logs = read.map(({ log }) => log);
      const intake = await throughIntake(record, processing);
      const replay = await throughReplay(record, processing);
      for (const way of [intake, replay]) expect(textsIn(way)).toEqual(textsIn(logs));
      for (const way of [inTransform, logs, intake, replay]) {
        expect(JSON.stringify(way)).not.toContain(secret);
        if (rules[0] === exclude && list.every(isText)) expect(JSON.stringify(way)).not.toContain(unwanted);
      }
    }),
    runs(0.2, 0.5),
  );
}, 120_000);

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]/g, ' ');
}

/** A pod's line, not text, which the other ways make an object of. */
function isOfPod(line: string): boolean {
  return line.includes('"kubernetes":{"pod_name":"web"');
}

/** Filters look at the text where there is nothing beside it. */
function isText(line: Log): boolean {
  return Object.keys(line).length === 1;
}

function textsIn(logs: readonly Log[]): unknown[] {
  return logs.map(({ message, other }) => ({ message, other }));
}

async function transformedLines(record: Buffer, environment: Environment): Promise<string[]> {
  const transform = await processingTransform(environment);
  return textsOf(await transform(eventOf([record]))).flatMap((text) => text.replace(/\n$/, '').split('\n'));
}

async function readLogs(
  record: Buffer,
  processing: Processing,
): Promise<{ readonly text: string; readonly log: Log }[]> {
  const reader = createLogReader(parseTransformConfig({}), processing);
  await reader.load();
  const found = reader.read({ bytes: record, end: record.length, arrivalTimeMs, streamArn });
  if (found.kind !== 'logs') throw new Error(found.reason);
  const numbers: number[] = [];
  const logs = Array.from(found.logs, ({ log, numbers: own }) => {
    numbers.push(...own);
    return typeof log === 'string' ? [] : [log.toString()];
  }).flat();
  expect(numbers.sort((one, other) => one - other)).toEqual(Array.from({ length: found.count }, (_, n) => n));
  return logs.map((text) => ({ text, log: JSON.parse(text) as Log }));
}

async function throughIntake(record: Buffer, processing: Processing): Promise<Log[]> {
  const intake = harness({ processing });
  const { response, report } = await intake.handle(
    request({ requestId, timestamp, records: [{ data: base64(record) }] }),
  );
  expect([response.status, intake.parked]).toEqual([200, []]);
  expect(report?.counts).toMatchObject({ emptyRecords: 0, delivered: intake.datadog.accepted.length });
  return acceptedLogs(intake.datadog);
}

async function throughReplay(record: Buffer, processing: Processing): Promise<Log[]> {
  const world = newWorld({ 'errors/1': failedRecord(record) });
  const logs = createLogReader(parseTransformConfig({}), processing);
  const report = await attempt(world, { ports: { logs } });
  const { delivered, dropped } = report.records;
  expect(report.records).toMatchObject({ found: 1, parked: {}, due: 0 });
  expect(delivered + dropped).toBe(1);
  expect(imbalances(report)).toEqual([]);
  return [...world.datadog.logs];
}
