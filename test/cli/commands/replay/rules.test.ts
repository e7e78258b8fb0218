import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { failedRecord } from '../../../replay/model/backup.ts';
import { cri } from '../../../transform/process/events.ts';
import { startReplaySetup, type ReplaySetup } from './setup.ts';

const rules = [
  { type: 'exclude_at_match', name: 'health', pattern: 'GET /healthz' },
  { type: 'mask_sequences', name: 'cards', library: 'credit_card' },
];
const env = { DD_LOGS_CONFIG_PROCESSING_RULES: JSON.stringify(rules) };
const health = cri('GET /healthz');
const joined = [cri('a ', { flag: 'P', ns: 1 }), cri('4111 1111 1111 1111', { ns: 2 })].join('\n');

let setup: ReplaySetup;
beforeEach(async () => {
  setup = await startReplaySetup();
  const records = [`${health}\n${joined}`, health];
  setup.write('errors/a', records.map((record) => failedRecord(Buffer.from(record))).join('\n'));
});
afterEach(() => setup.stop());

test('the report says what rules dropped and masked, and what was joined', async () => {
  const { code, out } = await setup.run([setup.directory, '--yes'], setup.newIo(env));
  expect(code).toBe(0);
  expect(setup.messages()).toEqual(['a [card]']);
  expect(out).toContain('found 2 = delivered 1 + dropped 1 + parked 0 + skipped 0 + still due 0\n');
  expect(out).toContain(
    'lines 4 = logs 1 + joined 1 (partial 1) + excluded 2 (health 2) + sampled out 0 + parked 0 + skipped 0 + still due 0; masked 1 (cards 1)\n',
  );
});

test('and so does --json', async () => {
  const { out } = await setup.run([setup.directory, '--yes', '--json'], setup.newIo(env));
  expect(JSON.parse(out)).toMatchObject({
    records: { found: 2, delivered: 1, dropped: 1 },
    lines: { found: 4, delivered: 1, joined: { partial: 1 }, excluded: { health: 2 }, masked: { cards: 1 } },
  });
});

test('where rules and joining have nothing to do, the report has records only', async () => {
  await setup.run([setup.directory, '--yes'], setup.newIo(env));
  setup.write('errors/b', failedRecord(Buffer.from('{"log":"x"}')));
  const { out } = await setup.run([setup.directory, '--yes'], setup.newIo(env));
  expect(out).toContain('found 1 = delivered 1 + parked 0');
  expect(out).not.toMatch(/^lines /mu);
});
