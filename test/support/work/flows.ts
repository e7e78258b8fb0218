import { parseTransformConfig } from '../../../src/config/transform.ts';
import { createLogReader } from '../../../src/logs/record-logs.ts';
import { harness, request, requestId, timestamp } from '../../intake/harness.ts';
import { failedRecord } from '../../replay/model/backup.ts';
import { attempt, newWorld } from '../../replay/model/job.ts';
import { eventOf, processingOf, processingTransform } from '../../transform/process/events.ts';

/** Each flow, ready to take records; it remembers nothing of the time before. What it runs answers the bytes that go out. */
export const flows = { transform, intake, replay } as const;

type Run = () => Promise<number>;

async function transform(records: readonly Buffer[]): Promise<Run> {
  const run = await processingTransform();
  const event = eventOf(records);
  return async () => (await run(event)).report.responseBytes;
}

async function intake(records: readonly Buffer[]): Promise<Run> {
  const { handle, datadog } = harness({ processing: await processingOf() });
  const content = records.map((data) => ({ data: data.toString('base64') }));
  const received = request({ requestId, timestamp, records: content });
  return async () => {
    await handle(received);
    return datadog.accepted.join('').length;
  };
}

async function replay(records: readonly Buffer[]): Promise<Run> {
  const world = newWorld({ 'errors/object': records.map((data) => failedRecord(data)).join('\n') });
  const logs = createLogReader(parseTransformConfig({}), await processingOf());
  await logs.load();
  return async () => (await attempt(world, { ports: { logs } })).sent.bytes;
}
