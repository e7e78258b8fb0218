import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { startFauxqs } from 'fauxqs';
import { startDatadog, type DatadogStandIn } from '../../src/local/datadog/datadog.ts';
import { failedRecord } from '../replay/model/backup.ts';
import { cri } from '../transform/process/events.ts';

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

const rules = [
  { type: 'exclude_at_match', name: 'health', pattern: 'GET /healthz' },
  { type: 'sample_at_match', name: 'debug', pattern: 'DEBUG', sample_rate: 0 },
  { type: 'mask_sequences', name: 'cards', library: 'credit_card' },
];
const card = '4111 1111 1111 1111';

let server: Awaited<ReturnType<typeof startFauxqs>>;
let datadog: DatadogStandIn;
let client: S3Client;
let handler: Handler;

beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false });
  server.createBucket('backup');
  datadog = await startDatadog({ apiKey: 'key' });
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_S3: server.address,
    DD_API_KEY: 'key',
    DD_URL: datadog.url,
    DD_LOGS_CONFIG_PROCESSING_RULES: JSON.stringify(rules),
    REPLAY_BUCKET: 'backup',
    REPLAY_MIN_AGE: '0s',
  });
  client = new S3Client({ endpoint: server.address, region: 'us-east-1', forcePathStyle: true });
  const module: { readonly handler: unknown } = await import('../../handlers/replay.ts');
  handler = module.handler as Handler;
});
afterAll(async () => {
  await datadog.stop();
  await server.stop();
});

test('what a replay sends is masked, and what rules drop and join is counted in its answer and its log line', async () => {
  const records = [
    [
      cri(`paid with ${card}`),
      cri('GET /healthz', { ns: 1 }),
      cri('one ', { ns: 2, flag: 'P' }),
      cri('two', { ns: 3 }),
    ],
    [cri('GET /healthz', { ns: 4 })],
    [cri('DEBUG x', { ns: 5 }), cri('plain', { ns: 6 })],
  ];
  const body = records.map((lines) => `${failedRecord(Buffer.from(lines.join('\n')))}\n`).join('');
  await client.send(new PutObjectCommand({ Bucket: 'backup', Key: 'errors/rules', Body: body }));
  const written: string[] = [];
  const stdout = jest
    .spyOn(process.stdout, 'write')
    .mockImplementation((text) => written.push(String(text)) > 0);
  const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => 600_000 };
  const answer = await handler({ prefix: 'errors/rules' }, context).finally(() => stdout.mockRestore());
  const messages = datadog.logs.map(({ text }): string => JSON.parse(text).message);
  expect(messages.toSorted()).toEqual(['one two', 'paid with [card]', 'plain']);
  expect(answer).toMatchObject({
    done: true,
    records: { found: 3, delivered: 2, dropped: 1, parked: {}, skipped: {}, due: 0 },
    lines: {
      found: 7,
      delivered: 3,
      joined: { partial: 1 },
      excluded: { health: 2 },
      sampled: { debug: 1 },
      parked: 0,
      skipped: 0,
      due: 0,
      masked: { cards: 1 },
    },
  });
  const line = written.find((text) => text.includes('"event":"replay"'))!;
  expect(JSON.parse(line)).toMatchObject({
    ReplayRecordsFound: 3,
    ReplayRecordsDelivered: 2,
    ReplayRecordsDropped: 1,
    ReplayLinesJoined: 1,
    ReplayLogsExcluded: 2,
    ReplayLogsSampled: 1,
    ReplayLogsMasked: 1,
    linesFound: 7,
    logsDelivered: 3,
    joined: { partial: 1 },
    excluded: { health: 2 },
    sampled: { debug: 1 },
    masked: { cards: 1 },
  });
  expect(line + JSON.stringify(answer) + JSON.stringify(messages)).not.toContain(card);
});
