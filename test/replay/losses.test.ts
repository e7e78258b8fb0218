/** What other tools get wrong with Firehose's error output; each of these was found in public code. */
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { arrivalMs, failedRecord } from './model/backup.ts';
import { apiOf } from './model/datadog.ts';
import { Effects } from './model/effects.ts';
import { attempt, keysUnder, newWorld, nowMs } from './model/job.ts';
import { parkedIds, parkedLines } from './model/parked.ts';

const log = (id: string) => Buffer.from(`{"id":"${id}","log":"x"}\n`);
const lines = (...ids: string[]) => ids.map((id) => failedRecord(log(id))).join('\n');
const many = (count: number) => Array.from({ length: count }, (_, index) => String(index));
const sorted = (ids: readonly string[]) => [...ids].sort();

test('a line that cannot be read is not answered with the record before it', async () => {
  const world = newWorld({ 'errors/1': `${lines('A')}\nno json\n${lines('C')}\n` });
  await attempt(world);
  expect(world.datadog.accepted).toEqual(['A', 'C']);
  expect(parkedLines(world.bucket)).toMatchObject([{ fields: { parkedReason: 'damaged_line' } }]);
});

test('the source is not removed after the first batch that went well', async () => {
  const world = newWorld({ 'errors/1': lines(...many(2_500)) });
  let requests = 0;
  const breaksOn = (id: string) => (id === '1000' ? (requests += 1) > 0 : Number(id) > 1_000);
  const report = await attempt(world, { api: apiOf(world.datadog, { breaksOn }) });
  expect(report.records).toMatchObject({ found: 2_500, delivered: 1_000, due: 1_500 });
  expect(keysUnder(world.bucket, 'errors/')).toEqual(['errors/1']);
  await attempt(world);
  expect(sorted(world.datadog.accepted)).toEqual(sorted(many(2_500)));
});

test('more than one page of objects', async () => {
  const objects = many(1_200).map((id): [string, string] => [`errors/${id.padStart(5, '0')}`, lines(id)]);
  const world = newWorld(Object.fromEntries(objects));
  const report = await attempt(world);
  expect(report.objects).toEqual({ found: 1_200, settled: 1_200, left: {} });
  expect(sorted(world.datadog.accepted)).toEqual(sorted(many(1_200)));
});

test('what is good of an object is not quarantined with what is bad', async () => {
  const world = newWorld({ 'errors/1': `${lines('A')}\n{"rawData":"!!!"}\n${lines('bad', 'C')}` });
  await attempt(world, { api: apiOf(world.datadog, { refuses: (id) => id === 'bad' }) });
  expect(world.datadog.accepted).toEqual(['A', 'C']);
  expect(parkedLines(world.bucket).map(({ fields }) => fields['parkedReason'])).toEqual([
    'invalid_base64',
    'refused',
  ]);
  expect(parkedIds(world.bucket)).toEqual(['?', 'bad']);
});

test('attempts are counted over all runs, and what is tried for the fifth time is parked, alone', async () => {
  const world = newWorld({ 'errors/1': lines('A', 'poison', 'C') });
  const api = apiOf(world.datadog, { breaksOn: (id) => id === 'poison' });
  const due: number[] = [];
  for (let run = 1; run <= 5; run += 1) due.push((await attempt(world, { api })).records.due);
  expect(due.slice(0, 4).every((count) => count > 0)).toBe(true);
  expect(due[4]).toBe(0);
  expect(sorted(world.datadog.accepted)).toEqual(['A', 'C']);
  expect(parkedLines(world.bucket)).toMatchObject([
    { ids: ['poison'], fields: { parkedReason: 'attempts_used_up' } },
  ]);
  expect(keysUnder(world.bucket, 'errors/')).toEqual([]);
});

test('attempts are spaced by a back-off that grows', async () => {
  const world = newWorld({ 'errors/1': lines('A') });
  await attempt(world, { api: apiOf(world.datadog, { breaksOn: () => true }) });
  const { sleeps } = world.clock;
  expect(sleeps.length).toBeGreaterThan(3);
  expect(sleeps.every((ms, index) => index === 0 || ms >= sleeps[index - 1]!)).toBe(true);
  expect(sleeps.at(-1)! / sleeps[0]!).toBeGreaterThan(4);
});

test('what is parked never overwrites what was parked before', async () => {
  const world = newWorld({ 'errors/1': `damaged one\n${lines('A')}` });
  await attempt(world);
  world.bucket.set('errors/1', { bytes: Buffer.from(`damaged two\n${lines('B')}`), lastModifiedMs: nowMs });
  await attempt(world);
  const parked = parkedLines(world.bucket).map(({ fields }) =>
    Buffer.from(String(fields['rawLine']), 'base64').toString(),
  );
  expect(sorted(parked)).toEqual(['damaged one', 'damaged two']);
  expect(keysUnder(world.bucket, 'replayed/')).toHaveLength(2);
});

test('magic bytes are trusted, not extensions', async () => {
  const world = newWorld({ 'errors/1.gz': lines('plain'), 'errors/2.txt': gzipSync(lines('packed')) });
  await attempt(world);
  expect(sorted(world.datadog.accepted)).toEqual(['packed', 'plain']);
});

test('what failed before the transform is transformed, what failed after it is left alone', async () => {
  const kubernetes = '"kubernetes":{"namespace_name":"shop","pod_name":"p"}';
  const before = failedRecord(Buffer.from(`{"id":"before","log":"x",${kubernetes}}\n`), 'processing');
  const after = failedRecord(
    Buffer.from(
      `{"id":"after","message":"x",${kubernetes},"kube_namespace":"shop","pod_name":"p","ddtags":"kube_namespace:shop,pod_name:p,kube_distribution:eks","timestamp":${arrivalMs}}\n`,
    ),
    'endpoint',
  );
  const world = newWorld({ 'errors/1': before, 'errors/2': after });
  await attempt(world);
  const [one, other] = world.datadog.logs;
  expect({ ...one, id: 'after' }).toEqual(other);
  expect(one).toMatchObject({
    message: 'x',
    ddtags: 'kube_namespace:shop,pod_name:p,kube_distribution:eks,replayed:true',
  });
});

test('permanent codes are not put back on the stream that refused them by default, they go to Datadog', async () => {
  const line = failedRecord(log('A')).replace('Lambda.FunctionError', 'Lambda.ProcessingFailedStatus');
  const world = newWorld({ 'errors/1': line });
  await attempt(world);
  expect(world.datadog.accepted).toEqual(['A']);
});

test('what Datadog would accept and drop for its age is redated, and its time is kept', async () => {
  const world = newWorld({ 'errors/1': lines('A') });
  world.clock.advance(20 * 3_600_000);
  const report = await attempt(world);
  expect(world.datadog.logs).toMatchObject([
    { original_timestamp: arrivalMs, ddtags: expect.stringContaining('replayed:true,replayed_late:true') },
  ]);
  expect(world.datadog.logs[0]).not.toHaveProperty('timestamp');
  expect(report.sent.restamped).toBe(1);
});

test('no leading comma in tags', async () => {
  const data = ['{"id":"A","ddtags":""}', '{"id":"B","ddtags":" ,, "}', '{"id":"C"}'].map((text) =>
    failedRecord(Buffer.from(text)),
  );
  const world = newWorld({ 'errors/1': data.join('\n') });
  await attempt(world);
  for (const { ddtags } of world.datadog.logs) expect(String(ddtags)).toMatch(/^[^,\s]+(?:,[^,\s]+)*$/);
});

test('a limit on the speed leaves room for live traffic', async () => {
  const world = newWorld({ 'errors/1': lines(...many(3_000)) });
  const report = await attempt(world, { job: { bytesPerSecond: 10_000, concurrency: 2 } });
  const seconds = (world.clock.now() - nowMs) / 1_000;
  expect(report.records.delivered).toBe(3_000);
  expect(report.sent.bytes / seconds).toBeLessThan(11_500);
  expect(report.sent.bytes / seconds).toBeGreaterThan(5_000);
});

test('the envelope is not shipped as the log', async () => {
  const world = newWorld({ 'errors/1': lines('A') });
  await attempt(world);
  expect(Object.keys(world.datadog.logs[0]!)).not.toEqual(expect.arrayContaining(['rawData']));
  expect(world.datadog.logs).toMatchObject([{ message: 'x', service: 'aws', ddsource: 'aws' }]);
});

test('neither payloads nor keys of objects are in a report', async () => {
  const secret = 'IBAN DE00 1234';
  const world = newWorld({
    [`errors/${secret}`]: `${failedRecord(Buffer.from(secret))}\n${secret}\n{"rawData":"${secret}"}`,
  });
  const effects = new Effects((number, name) =>
    name === 'delete' || number % 9 === 0 ? 'fail-before' : undefined,
  );
  const reports = [await attempt(world, { effects }), await attempt(world)];
  expect(JSON.stringify(reports)).not.toContain('DE00');
});

test('two kinds of error and two streams under one prefix, told apart by their codes', async () => {
  const world = newWorld({
    'errors/a-1': [failedRecord(log('A'), 'processing'), failedRecord(log('B'), 'endpoint')].join('\n'),
    'errors/b-1': failedRecord(log('C'), 'endpoint'),
  });
  const report = await attempt(world, { job: { filter: { errorCodes: ['HttpEndpoint.*'] } } });
  expect(sorted(world.datadog.accepted)).toEqual(['B', 'C']);
  expect(report.records).toMatchObject({ delivered: 2, skipped: { filtered: 1 } });
  expect(keysUnder(world.bucket, 'errors/')).toEqual(['errors/a-1']);
  await attempt(world);
  expect(sorted(world.datadog.accepted)).toEqual(['A', 'B', 'C']);
});
