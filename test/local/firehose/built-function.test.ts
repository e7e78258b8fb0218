import { expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { putRecords } from '../../../src/delivery/put-records.ts';
import { systemClock } from '../../../src/adapters/clock.ts';
import { underWay } from '../../../src/local/counts.ts';
import { localPutPort } from '../../../src/local/firehose/put-client.ts';
import { start, usePipeline } from '../pipeline-fixture.ts';

usePipeline();

const path = fileURLToPath(new URL('../../../dist/transform.mjs', import.meta.url));

test('what does not fit into a response is put back by the built function, comes in again, and arrives', async () => {
  const logs: string[] = [];
  const running = await start({
    function: { path, env: () => ({}), onLog: (line) => logs.push(line) },
    // Far more than is sound: records that grow fourfold pass the response limit.
    tuning: { transformBufferBytes: 3 * 1_048_576, transformIntervalMs: 900_000 },
  });
  const kubernetes = {
    pod_name: 'billing-5d8f7c9b6-zz9zz',
    namespace_name: 'shop',
    container_name: 'billing',
    docker_id: '9'.repeat(64),
  };
  const records = Array.from({ length: 12_000 }, (_, number) =>
    Buffer.from(JSON.stringify({ log: `${number}`, kubernetes })),
  );
  const { now, sleep, random } = systemClock;
  await putRecords(records, localPutPort(running.urls.firehose, 'logs'), {
    now,
    sleep,
    random,
    deadlineMs: now() + 30_000,
  });
  await running.flush();
  const counts = running.counts();
  expect(underWay(counts)).toBe(0);
  expect(counts.failed).toEqual({});
  expect(counts.reIngested).toBeGreaterThan(0);
  expect(counts).toMatchObject({
    delivered: records.length,
    in: records.length + counts.reIngested,
    dropped: 0,
  });
  const numbers = running.datadog.logs.map(({ text }) => {
    const { message }: { message: string } = JSON.parse(text);
    return Number(message);
  });
  expect(numbers.sort((one, two) => one - two)).toEqual([...records.keys()]);
  expect(logs.every((line) => line.startsWith('{"_aws"'))).toBe(true);
});
