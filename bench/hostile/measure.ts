/** One flow on hostile records, in this process. Sends a `HostileMeasurement` to its parent. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/adapters/clock.ts';
import { directoryStore } from '../../src/adapters/stores/directory.ts';
import { replayDestination } from '../../src/adapters/wiring/replay-ports.ts';
import { boundYoungGeneration } from '../../src/adapters/young-generation.ts';
import { logsApi } from '../../src/adapters/send/logs-api.ts';
import { parseIntakeConfig } from '../../src/config/intake.ts';
import { parseReplayDestination } from '../../src/config/replay.ts';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { formatFailedRecord } from '../../src/firehose/error-output.ts';
import { secretOf } from '../../src/adapters/secrets.ts';
import { createIntake } from '../../src/intake/intake.ts';
import { parseProcessing } from '../../src/config/processing.ts';
import { createLogReader } from '../../src/logs/record-logs.ts';
import { plainJob } from '../../src/replay/job.ts';
import { sourceObjects } from '../../src/replay/read/objects.ts';
import { replay } from '../../src/replay/replay.ts';
import { createTransform } from '../../src/transform/transform.ts';
import { peakMemoryBytes } from '../peak-memory.ts';

export interface HostileMeasurement {
  readonly wallMs: number;
  /** Largest resident set of the process. */
  readonly peakBytes: number;
  readonly outcome: string;
}

const [, , flow = '', file = '', url = ''] = process.argv;
const records: readonly string[] = JSON.parse(readFileSync(file, 'utf8'));
const flows: Readonly<Record<string, () => Promise<string>>> = {
  intake: runIntake,
  replay: runReplay,
  transform: runTransform,
};
const startMs = performance.now();
const outcome = await flows[flow]!();
const measurement: HostileMeasurement = {
  outcome,
  wallMs: performance.now() - startMs,
  peakBytes: peakMemoryBytes(),
};
process.send?.(measurement, () => process.disconnect());

async function runIntake(): Promise<string> {
  const config = parseIntakeConfig({ INTAKE_ACCESS_KEYS: 'key', DD_API_KEY: 'bench', DD_URL: url });
  const keys = () => Promise.resolve(['key']);
  const intake = createIntake(config, {
    ...systemClock,
    logsApi: logsApi({ url: config.logsUrl, apiKey: secretOf(config.apiKey, systemClock.now) }),
    accessKeys: { values: keys, refresh: keys },
    park: () => Promise.resolve(),
    processing: await parseProcessing({}),
    onError(error) {
      throw error;
    },
  });
  const content = { requestId: 'hostile', timestamp: Date.now(), records: records.map((data) => ({ data })) };
  const bytes = Buffer.from(JSON.stringify(content));
  const headers = { 'x-amz-firehose-protocol-version': '1.0', 'x-amz-firehose-access-key': 'key' };
  const { response, report } = await intake.handle(
    { method: 'POST', path: '/', headers, body: () => Promise.resolve({ kind: 'body', bytes }) },
    Date.now() + 170_000,
  );
  return `${response.status}, delivered ${report?.counts.delivered}, parked ${report?.counts.parked}`;
}

async function runReplay(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'kubehose-hostile-objects-'));
  const lines = records.map((rawData) =>
    formatFailedRecord({
      kind: 'http-endpoint-failed',
      attemptsMade: 4,
      arrivalTimestamp: Date.now() - 60_000,
      attemptEndingTimestamp: Date.now(),
      errorCode: 'HttpEndpoint.DestinationException',
      errorMessage: 'x',
      subsequenceNumber: 0,
      dataId: '1.0',
      rawData,
    }),
  );
  writeFileSync(join(directory, 'object'), lines.join(''));
  const config = parseReplayDestination({ DD_API_KEY: 'bench', DD_URL: url });
  const job = {
    ...plainJob,
    owner: 'bench',
    deadlineMs: Date.now() + 60_000,
  } as const;
  try {
    const store = directoryStore(directory);
    const { records: counts, sent } = await replay(sourceObjects(store, { prefix: '' }, Date.now), job, {
      store,
      destination: replayDestination(config),
      logs: createLogReader(config.transform, await parseProcessing({})),
      onProgress: boundYoungGeneration,
      clock: systemClock,
    });
    const parked = Object.entries(counts.parked).map(([reason, count]) => `${reason} ${count}`);
    return `logs ${sent.items}, due ${counts.due}, parked ${parked.join(' ') || 0}`;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function runTransform(): Promise<string> {
  const event = {
    deliveryStreamArn: 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs',
    records: records.map((data, index) => ({
      recordId: String(index),
      approximateArrivalTimestamp: Date.now(),
      data,
    })),
  };
  let putBack = 0;
  const { report } = await createTransform(parseTransformConfig({}))(event, (_arn, pieces) => {
    putBack += pieces.reduce((sum, { length }) => sum + length, 0);
    return Promise.resolve(pieces.map(() => ({ kind: 'put' })));
  });
  const { delivered, failed, reingested } = report.records;
  const failures = Object.values(failed).reduce((sum, count) => sum + count, 0);
  return `delivered ${delivered}, failed ${failures}, put back ${reingested} (${(putBack / 1e6).toFixed(1)} MB)`;
}
