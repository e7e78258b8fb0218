import { describe, expect, test } from '@jest/globals';
import { ByteWriter } from '../../../src/codec/byte-writer.ts';
import { parseTransformConfig } from '../../../src/config/transform.ts';
import { noLines } from '../../../src/transform/outcome.ts';
import { ReadingRoom, type RecordView } from '../../../src/transform/read-record.ts';
import { createStages } from '../../../src/transform/record.ts';
import type { Environment } from '../../support/transformed.ts';
import { arrivalTimeMs, cri, processingOf, resultsOf, rulesOf, run, textsOf } from './events.ts';

const mask = { type: 'mask_sequences', name: 'secret', replace_placeholder: '[m]', pattern: 's3cret' };
const masks = { DD_LOGS_CONFIG_PROCESSING_RULES: JSON.stringify([mask]) };
const health = { type: 'exclude_at_match', name: 'health', pattern: 'health' };
const badMask = rulesOf([{ ...mask, name: 'typo', pattern: '(' }]);
const trace = ['java.lang.Error: x', '\tat a.B.c(B.java:1)'];
const parts = [cri('one ', { flag: 'P' }), cri('s3cret', { ns: 1 })];

async function stagesOf(environment: Environment = {}) {
  const processing = await processingOf(environment);
  const { processor, reader, writer } = createStages(parseTransformConfig(environment), processing);
  const read = (records: readonly string[], room = new ReadingRoom()) =>
    records.map((text) => reader.read(Buffer.from(text), 0, Buffer.byteLength(text), room));
  return { processing, processor: processor!, read, writer };
}

function linesOf(view: RecordView) {
  return view.kind === 'lines' ? view.lines! : [];
}

describe('records whose lines are in one log', () => {
  test.each<[string, readonly string[], number[][]]>([
    ['joined lines of two records', [...parts, cri('x', { ns: 2 })], [[0, 1]]],
    ['a line that came twice', [cri('x'), cri('y', { ns: 1 }), cri('x')], [[0, 2]]],
    ['joined lines of one record', [parts.join('\n'), cri('x', { ns: 2 })], []],
    ['lines that stand alone', [cri('x'), cri('y', { ns: 1 })], []],
  ])('%s', async (_, records, groups) => {
    const { processor, read } = await stagesOf({ FOLD_RETRIES: 'true' });
    const { links } = await processor.process(read(records));
    expect(links.groups()).toEqual(groups);
  });
});

test('records that take no part stand in nobody’s way, and load nothing', async () => {
  const { processing, processor, read } = await stagesOf();
  const [first, second] = read(trace.map((text, ns) => cri(text, { ns })));
  const refused = { kind: 'refused', reason: 'decompression_cap' } as const;
  const { changes, links } = await processor.process([undefined, first, refused, second]);
  expect([...changes.values()].map(({ kind }) => kind)).toEqual(['gone', 'changed']);
  expect(links.groups()).toEqual([[1, 3]]);
  expect(processing.isLoaded).toBe(false);
});

test('a line that rules leave as it is does not change', async () => {
  const { processor, read } = await stagesOf(masks);
  const { changes } = await processor.process(read([cri('x'), '{"a":1}', 'text']));
  expect(changes.size).toBe(0);
});

describe('who explains', () => {
  test('hears once of each join and of what each rule did, also to text', async () => {
    const { processor, read } = await stagesOf(masks);
    const views = read([...parts, 'a s3cret text', cri('y', { ns: 3 })]);
    const lines = views.flatMap(linesOf);
    const heard: unknown[] = [];
    await processor.process(views, {
      recorder: {
        leftOut: () => {},
        joined: (joined, by) => heard.push([by, ...joined.map((line) => lines.indexOf(line))]),
        ruled: (line, { rule, effect }) => heard.push([rule, effect, lines.indexOf(line)]),
      },
    });
    expect(heard).toEqual([
      ['secret', 'masked', 2],
      ['partial', 0, 1],
      ['secret', 'masked', 0],
    ]);
  });
});

describe('where no time is left, none of the lines is done', () => {
  test.each<[string, readonly string[], Environment]>([
    ['before a log that is joined', parts, {}],
    ['before a log that rules want to see', [cri('x')], masks],
  ])('%s', async (_, records, environment) => {
    const { processor, read } = await stagesOf(environment);
    const views = read(records);
    expect((await processor.process(views, { isLate: () => false })).isComplete).toBe(true);
    expect((await processor.process(views, { isLate: () => true })).isComplete).toBe(false);
    expect((await processor.process(views)).isComplete).toBe(true);
  });
});

describe('ON_BAD_MASK=hold', () => {
  const hold = { ON_BAD_MASK: 'hold' };

  test('processes all other records as ever', async () => {
    const records = ['plain', ...parts, cri('x', { container: 'out' }), cri('y', { ns: 2 })];
    const done = await run(records, { ...hold, DD_CONTAINER_EXCLUDE: 'name:^out$' });
    expect(resultsOf(done)).toEqual(['Ok', 'Ok', 'Dropped', 'Dropped', 'Ok']);
  });

  test('holds no container back that is not selected, and no text', async () => {
    const records = [`text\n${cri('x', { annotations: badMask })}`, cri('y', { container: 'api' })];
    expect(resultsOf(await run(records, hold))).toEqual(['ProcessingFailed', 'Ok']);
    const selected = await run(records, { ...hold, DD_CONTAINER_EXCLUDE: 'name:^web$' });
    expect(textsOf(selected)[0]).toBe('text\n');
    expect(resultsOf(selected)).toEqual(['Ok', 'Ok']);
  });
});

describe('lines for which there was no room meet rules and filters one by one', () => {
  /** The record that these lines make together. */
  async function written(lines: readonly string[], environment: Environment) {
    const { processor, read, writer } = await stagesOf(environment);
    const [view] = read([lines.join('\n')], new ReadingRoom(0));
    const changeOf = processor.changesOf(await processor.process([view]));
    const out = new ByteWriter();
    const counts = noLines();
    const { kind } = writer.write(
      view!,
      { arrivalTimeMs, maxEnrichedBytes: Infinity, changeOf },
      out,
      counts,
    );
    return { kind, text: out.toBuffer().toString(), counts };
  }

  test('of the function', async () => {
    const environment = { ...masks, DD_CONTAINER_EXCLUDE: 'name:^out$' };
    const lines = ['a s3cret', cri('b s3cret'), cri('c', { container: 'out' }), ...parts, 'd'];
    const { text, counts } = await written(lines, environment);
    const messages = text.split('\n').map((line) => /"message":"(.*?)"/.exec(line)?.[1] ?? line);
    expect(messages).toEqual(['a [m]', 'b [m]', 'one ', '[m]', 'd']);
    expect(counts).toMatchObject({
      enriched: 3,
      masked: new Map([['secret', 3]]),
      excluded: new Map([['name:^out$', 1]]),
    });
  });

  test('of pods, for which the engine is loaded', async () => {
    const lines = [cri('health', { annotations: rulesOf([health]) }), cri('health', { container: 'api' })];
    const { kind, counts } = await written(lines, {});
    expect(kind).toBe('written');
    expect(counts).toMatchObject({ enriched: 1, excluded: new Map([['health', 1]]) });
  });

  test('and are held back, unless they are not selected', async () => {
    const lines = ['text', cri('x', { annotations: badMask })];
    const hold = { ON_BAD_MASK: 'hold' };
    expect((await written(lines, hold)).kind).toBe('held');
    const selected = await written(lines, { ...hold, DD_CONTAINER_EXCLUDE: 'name:^web$' });
    expect([selected.kind, selected.text]).toEqual(['written', 'text\n']);
  });
});
