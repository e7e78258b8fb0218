import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { createLogReader } from '../../src/logs/record-logs.ts';
import type { ReplayReport } from '../../src/replay/report.ts';
import { planReplay } from '../../src/replay/plan.ts';
import { sourceObjects } from '../../src/replay/read/objects.ts';
import { runs } from '../support/property.ts';
import type { Environment } from '../support/transformed.ts';
import { cri, processingOf, rulesOf } from '../transform/process/events.ts';
import { failedRecord } from './model/backup.ts';
import { apiOf } from './model/datadog.ts';
import { Crash, Effects } from './model/effects.ts';
import { attempt, imbalances, keysUnder, newWorld, nowMs, plainJob } from './model/job.ts';
import { memoryStore } from './model/memory-store.ts';
import { parkedLines } from './model/parked.ts';

const rule = (type: string, pattern: string, more = {}) => ({ type, name: type, pattern, ...more });
const rules = (...list: readonly object[]) => ({ DD_LOGS_CONFIG_PROCESSING_RULES: JSON.stringify(list) });
const exclude = rule('exclude_at_match', 'drop');
const mask = rule('mask_sequences', 'secret', { replace_placeholder: '***' });
const badMask = { annotations: rulesOf([rule('mask_sequences', '(', { replace_placeholder: '' })]) };
const partial = [cri('a', { flag: 'P' }), cri('b', { ns: 1 })];

async function readerWith(environment: Environment) {
  return createLogReader(parseTransformConfig({}), await processingOf(environment));
}

const objectOf = (records: readonly string[]) =>
  records.map((record) => failedRecord(Buffer.from(record))).join('\n');

describe('rules in a replay', () => {
  type Counts = Partial<ReplayReport['lines']>;
  const twice = { type: 'mask_sequences', name: 'twice', pattern: 'a', replace_placeholder: 'b' };
  test.each<[string, readonly string[], Environment, readonly string[], Counts]>([
    [
      'exclude',
      [cri('drop'), cri('b')],
      rules(exclude),
      ['b'],
      { found: 2, excluded: { exclude_at_match: 1 } },
    ],
    [
      'include',
      [cri('a'), cri('b')],
      rules(rule('include_at_match', 'a')),
      ['a'],
      { found: 2, excluded: { include_at_match: 1 } },
    ],
    [
      'mask',
      [cri('a secret'), 'secret'],
      rules(mask, twice),
      ['b ***', '***'],
      { found: 2, masked: { mask_sequences: 2, twice: 1 } },
    ],
    [
      'sample',
      [cri('a')],
      rules(rule('sample_at_match', 'a', { sample_rate: 0 })),
      [],
      { found: 1, sampled: { sample_at_match: 1 } },
    ],
    [
      'drop all',
      [`${cri('drop')}\n${cri('drop it')}`, cri('drop')],
      rules(exclude),
      [],
      { found: 3, excluded: { exclude_at_match: 3 } },
    ],
    [
      'a container',
      [cri('a')],
      { DD_CONTAINER_EXCLUDE: 'name:web' },
      [],
      { found: 1, excluded: { 'name:web': 1 } },
    ],
    ['join lines of one record', [partial.join('\n')], {}, ['ab'], { found: 2, joined: { partial: 1 } }],
    [
      'join and drop',
      [[cri('dr', { flag: 'P' }), cri('op', { ns: 1 })].join('\n')],
      rules(exclude),
      [],
      { found: 2, joined: { partial: 1 }, excluded: { exclude_at_match: 1 } },
    ],
    ['join no records', partial, {}, ['a', 'b'], { found: 2 }],
    [
      'fold retries',
      [`${cri('a')}\n${cri('a')}`],
      { FOLD_RETRIES: 'true' },
      ['a'],
      { found: 2, joined: { retry: 1 } },
    ],
  ])('%s', async (_, records, environment, sent, lines) => {
    const world = newWorld({ 'errors/1': objectOf(records) });
    const logs = await readerWith(environment);
    const report = await attempt(world, { ports: { logs } });
    expect(world.datadog.accepted).toEqual(sent);
    const none = { joined: {}, excluded: {}, sampled: {}, masked: {}, parked: 0, skipped: 0, due: 0 };
    expect(report.lines).toEqual({ ...none, delivered: sent.length, ...lines });
    const dropped = records.length - Math.min(records.length, sent.length);
    expect(report.records).toMatchObject({
      found: records.length,
      delivered: records.length - dropped,
      dropped,
    });
    expect(imbalances(report)).toEqual([]);
    expect(keysUnder(world.bucket, '')).toEqual(['replayed/errors/1']);
  });

  test('lines of a log that is refused are parked, those of one that is tried in vain are due', async () => {
    const record = [...partial, cri('x secret', { ns: 2 })].join('\n');
    const world = newWorld({ 'errors/1': objectOf([cri('ok'), record]) });
    const ports = { logs: await readerWith(rules(mask)) };
    const down = apiOf(world.datadog, { keyRefused: () => true });
    const due = await attempt(world, { ports, api: down });
    expect(due.lines).toMatchObject({ found: 4, due: 4, joined: {}, masked: {} });
    const refuses = (id: string) => id === 'ab';
    const done = await attempt(world, { ports, api: apiOf(world.datadog, { refuses }) });
    expect(done.lines).toMatchObject({
      found: 4,
      delivered: 2,
      parked: 2,
      due: 0,
      joined: {},
      masked: { mask_sequences: 1 },
    });
    expect([...imbalances(due), ...imbalances(done)]).toEqual([]);
  });

  test('a record is parked where a mask of its pod cannot be used, and sent once it can', async () => {
    const held = `${cri('a')}\n${cri('secret', badMask)}`;
    const world = newWorld({ 'errors/1': objectOf([held, cri('b')]) });
    const logs = await readerWith({ ON_BAD_MASK: 'hold' });
    const report = await attempt(world, { ports: { logs } });
    expect(report.records).toMatchObject({ found: 2, delivered: 1, parked: { bad_mask: 1 }, due: 0 });
    expect(parkedLines(world.bucket)).toMatchObject([
      { fields: { parkedReason: 'bad_mask', rawData: Buffer.from(held).toString('base64') } },
    ]);
    await attempt(world, { prefix: 'parked/', ports: { logs: await readerWith({}) } });
    expect(world.datadog.accepted).toEqual(['b', 'a', 'secret']);
  });

  test('a plan counts what would be sent', async () => {
    const { bucket } = newWorld({
      'errors/1': objectOf([cri('drop'), `${partial.join('\n')}\n${cri('drop')}`]),
    });
    const store = memoryStore(bucket, { now: () => nowMs });
    const plan = await planReplay(
      sourceObjects(store, { prefix: 'errors/' }, () => nowMs),
      plainJob,
      {
        store,
        logs: await readerWith(rules(exclude)),
        clock: newWorld().clock,
      },
    );
    expect(plan).toMatchObject({ records: 2, logs: 1, parked: {} });
  });

  test('logs that are parked are those that rules leave, joined and masked', async () => {
    const world = newWorld({
      'errors/1': objectOf([
        cri('accepted'),
        [cri('drop'), ...partial, cri('x secret', { ns: 2 }), cri('accepted', { ns: 3 })].join('\n'),
      ]),
    });
    const logs = await readerWith(rules(exclude, mask));
    const refuses = (id: string) => id !== 'accepted';
    await attempt(world, { api: apiOf(world.datadog, { refuses }), ports: { logs } });
    expect(parkedLines(world.bucket).map(({ ids }) => ids)).toEqual([['ab', 'x ***']]);
    expect(world.datadog.accepted).toEqual(['accepted', 'accepted']);
  });
});

const kinds = fc.constantFrom('drop', 'keep', 'trace');

/** Rules and joins as they may be in one run, and the effect after which it is killed. */
const tries = fc.record({
  drops: fc.boolean(),
  joins: fc.boolean(),
  crashAt: fc.integer({ min: 1, max: 12 }),
});

test('no line is lost where runs are killed and the next ones have other rules', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(kinds, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      fc.array(tries, { maxLength: 4 }),
      fc.boolean(),
      async (records, runsBefore, isPacked) => {
        const { lines, ids } = linesOf(records);
        const failed = lines.map((record) => failedRecord(isPacked ? gzipSync(record) : Buffer.from(record)));
        const world = newWorld({ 'errors/1': failed.join('\n') });
        for (const { crashAt, ...settings } of runsBefore) {
          const effects = new Effects((number) => (number === crashAt ? 'crash-after' : undefined));
          const ports = { logs: await readerWith(environmentOf(settings)) };
          const report = await attempt(world, { effects, maxItems: 1, ports }).catch(ifCrash);
          if (report !== undefined) expect(imbalances(report)).toEqual([]);
          world.clock.advance(120_000);
        }
        const ports = { logs: await readerWith(environmentOf({ drops: true, joins: true })) };
        expect(imbalances(await attempt(world, { ports }))).toEqual([]);
        expect(keysUnder(world.bucket, 'errors/')).toEqual([]);
        const arrived = world.datadog.accepted.join();
        expect(ids.filter((id) => !arrived.includes(id))).toEqual([]);
      },
    ),
    runs(0.3),
  );
}, 120_000);

function environmentOf({ drops, joins }: { readonly drops: boolean; readonly joins: boolean }): Environment {
  return { ...(drops ? rules(exclude) : {}), DD_LOGS_CONFIG_AUTO_MULTI_LINE_DETECTION: String(joins) };
}

/** The text of each record, and what of it must arrive. */
function linesOf(records: readonly (readonly string[])[]) {
  const ids: string[] = [];
  let ns = 0;
  const lineWith = (text: string): string => cri(text, { ns: ns++ });
  const lines = records.map((record, number) =>
    record
      .flatMap((kind, index) => {
        const id = `${kind}-${number}-${index}.`;
        if (kind !== 'drop') ids.push(id);
        if (kind !== 'trace') return [lineWith(id)];
        ids.push(`frame-${id}`);
        return [
          lineWith(`java.lang.IllegalStateException: ${id}`),
          lineWith(`\tat frame-${id}run(A.java:3)`),
        ];
      })
      .join('\n'),
  );
  return { lines, ids };
}

function ifCrash(error: unknown): undefined {
  if (!(error instanceof Crash)) throw error;
}
