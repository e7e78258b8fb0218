import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { cri, logsOf, messagesOf, resultsOf, run, rulesOf } from './events.ts';

/** A record of FireLens; `last` for a part of a line. */
function ecs(log: string, last?: 'true' | 'false', container = 'web'): string {
  return JSON.stringify({
    container_id: `${container}-1234567890`,
    container_name: container,
    ecs_task_arn: 'arn:aws:ecs:eu-west-1:111122223333:task/shop/9355824e63ee43d49dfbd3b33edeed7e',
    ecs_task_definition: 'shop:10',
    log,
    source: 'stdout',
    ...(last === undefined ? {} : { partial_message: 'true', partial_id: '7', partial_last: last }),
  });
}

const frame = '\tat com.example.Billing.find(Billing.java:42)';

describe('parts of a line that the runtime cut', () => {
  test('become one log in the record of the first; the others are dropped', async () => {
    const half = { level: 'error', stack: `${'a'.repeat(20)}${'b'.repeat(20)}`, msg: 'boom' };
    const json = JSON.stringify(half);
    const done = await run([cri(json.slice(0, 30), { flag: 'P' }), cri(json.slice(30))]);
    expect(resultsOf(done)).toEqual(['Ok', 'Dropped']);
    const [log] = logsOf(done);
    expect(JSON.parse(log!['message'] as string)).toEqual(half);
    expect(log).not.toHaveProperty('logtag');
    expect(done.report.lines).toMatchObject({ enriched: 1, joined: new Map([['partial', 1]]) });
    expect(done.report.records).toMatchObject({ in: 2, delivered: 1, dropped: 1 });
  });

  test('by the `logtag` of the crio parser, whatever the name of the text', async () => {
    const part = (key: string, text: string, logtag: string): string =>
      JSON.stringify({
        time: '2026-11-28T10:00:00.1Z',
        stream: 'stdout',
        logtag,
        [key]: text,
        kubernetes: { pod_name: 'web', container_name: 'web', docker_id: 'x' },
      });
    for (const key of ['log', 'message']) {
      const done = await run([part(key, 'one ', 'P'), part(key, 'two ', 'P'), part(key, 'three', 'F')]);
      expect(resultsOf(done)).toEqual(['Ok', 'Dropped', 'Dropped']);
      expect(logsOf(done)).toMatchObject([{ message: 'one two three', logtag: 'F' }]);
    }
  });

  test('a part whose rest is in another batch goes out, tagged', async () => {
    const done = await run([cri('one', { flag: 'P' }), cri('two', { container: 'api' })]);
    const [part] = logsOf(done);
    expect(part).toMatchObject({ message: 'one', logtag: 'P' });
    expect(part!['ddtags']).toContain('truncated:single_line');
    expect(resultsOf(done)).toEqual(['Ok', 'Ok']);
  });

  test('by what FireLens says on ECS', async () => {
    const done = await run([ecs('one ', 'false'), ecs('two ', 'false'), ecs('three', 'true'), ecs('four')]);
    expect(resultsOf(done)).toEqual(['Ok', 'Dropped', 'Dropped', 'Ok']);
    expect(messagesOf(done)).toEqual(['one two three', 'four']);
    expect(logsOf(done)[0]).toMatchObject({ partial_message: 'false' });
    const again = await run(logsOf(done).map((log) => JSON.stringify(log)));
    expect(logsOf(again)).toEqual(logsOf(done));
  });

  test('in an aggregated record they leave it, and it stays', async () => {
    const packed = gzipSync([cri('a', { flag: 'P' }), cri('b'), cri('c'), ''].join('\n'));
    const done = await run([packed]);
    expect(messagesOf(done)).toEqual(['ab', 'c']);
    expect(done.report.records).toMatchObject({ delivered: 1, dropped: 0 });
  });

  test('across aggregated records; one that loses all its lines is dropped', async () => {
    const done = await run([`${cri('x')}\n${cri('a', { flag: 'P' })}\n`, `${cri('b')}\n`, cri('y')]);
    expect(resultsOf(done)).toEqual(['Ok', 'Dropped', 'Ok']);
    expect(messagesOf(done)).toEqual(['x', 'ab', 'y']);
  });
});

describe('events of several lines', () => {
  test('a trace is one log with the first line’s time and status', async () => {
    const lines = [
      'java.lang.IllegalStateException: invoice 42',
      frame,
      'Caused by: java.io.IOException: reset',
    ];
    const done = await run(
      lines.map((text, index) => cri(text, { ns: 1_000_000 + index, stream: 'stderr' })),
    );
    expect(resultsOf(done)).toEqual(['Ok', 'Dropped', 'Dropped']);
    const [log] = logsOf(done);
    expect(log).toMatchObject({ message: lines.join('\n'), status: 'error', timestamp: 1_795_860_000_001 });
    expect(log!['ddtags']).toContain('multiline:auto_multiline');
  });

  test('a trace for which there is no room goes back as the records that it came in', async () => {
    const others = Array.from({ length: 6 }, (_, ns) => cri(`${ns}`.repeat(700_000), { ns }));
    const trace = [cri(`java.lang.Error: ${'x'.repeat(700_000)}`, { ns: 7 }), cri(frame, { ns: 8 })];
    const kept: string[] = [];
    const done = await run([...others, ...trace], {}, (_, pieces) => {
      kept.push(...pieces.map(String));
      return Promise.resolve(pieces.map(() => ({ kind: 'put' })));
    });
    expect(kept).toEqual(trace.map((line) => line.replace(/}$/, ',"_kubehose_hops":1}')));
    expect(done.report.records).toMatchObject({ delivered: 6, dropped: 0, reingested: 2 });
    expect(done.report.lines).toMatchObject({ enriched: 6, joined: new Map() });
  });

  test('in the order of their times, wherever the first line is', async () => {
    const done = await run([
      cri(frame, { ns: 2 }),
      cri('java.lang.Error: x', { ns: 1 }),
      cri('at rest', { ns: 3 }),
    ]);
    expect(resultsOf(done)).toEqual(['Dropped', 'Ok', 'Ok']);
    expect(messagesOf(done)).toEqual([`java.lang.Error: x\n${frame}`, 'at rest']);
  });

  test('of containers on ECS, each for itself; they are selected by their names', async () => {
    const trace = ['java.lang.Error: x', frame];
    const lines = trace.flatMap((text) => ['web', 'api'].map((name) => ecs(text, undefined, name)));
    const joined = trace.join('\n');
    expect(messagesOf(await run(lines))).toEqual([joined, joined]);
    const selected = await run(lines, { DD_CONTAINER_EXCLUDE: 'name:^api$' });
    expect(messagesOf(selected)).toEqual([joined]);
  });

  test('not where detection is off; then by a rule of the pod', async () => {
    const environment = { DD_LOGS_CONFIG_AUTO_MULTI_LINE_DETECTION: 'false' };
    const annotations = rulesOf([{ type: 'multi_line', name: 'start', pattern: 'BEGIN' }]);
    const plain = await run([cri('java.lang.Error: x'), cri(frame)], environment);
    expect(resultsOf(plain)).toEqual(['Ok', 'Ok']);
    const ruled = await run(
      ['BEGIN a', 'b', 'BEGIN c'].map((text) => cri(text, { annotations })),
      environment,
    );
    expect(messagesOf(ruled)).toEqual(['BEGIN a\nb', 'BEGIN c']);
    expect(logsOf(ruled)[0]!['ddtags']).toContain('multiline:multi_line');
  });

  test('the Agent’s separator on request', async () => {
    const done = await run([cri('java.lang.Error: x'), cri(frame)], {
      DD_LOGS_CONFIG_MULTI_LINE_SEPARATOR: 'literal',
    });
    expect(messagesOf(done)).toEqual([`java.lang.Error: x\\n${frame}`]);
  });

  test('tags join those of the line; with TAGS_AS=attributes there are none', async () => {
    const tagged = (text: string, ddtags: unknown): string =>
      JSON.stringify({ ...(JSON.parse(cri(text)) as object), ddtags });
    for (const own of ['a:b', ['a:b'], '', []]) {
      const done = await run([tagged('java.lang.Error: x', own), cri(frame)]);
      expect(logsOf(done)[0]!['ddtags']).toMatch(/^(?:a:b,)?multiline:auto_multiline,kube_/);
    }
    const [log] = logsOf(await run([cri('java.lang.Error: x'), cri(frame)], { TAGS_AS: 'attributes' }));
    expect(log).not.toHaveProperty('ddtags');
  });
});

describe('never joined', () => {
  const other = { container: 'api' };
  test.each<[string, readonly string[]]>([
    ['lines of two containers', [cri('java.lang.Error: x'), cri(frame, other)]],
    ['stdout and stderr', [cri('java.lang.Error: x'), cri(frame, { stream: 'stderr' })]],
    ['lines of an unknown container', ['{"log":"java.lang.Error: x"}', `{"log":${JSON.stringify(frame)}}`]],
    [
      'the same container id in two pods',
      [cri('java.lang.Error: x'), cri(frame).replace('web-5d8', 'web-6e9')],
    ],
    ['JSON', [cri('{"a":1}'), cri('{"a":2}')]],
  ])('%s', async (_, records) => {
    const done = await run(records);
    expect(resultsOf(done)).toEqual(records.map(() => 'Ok'));
  });

  test('a log that was joined before, by a second pass', async () => {
    const first = await run([
      cri('2026-11-28 10:00:00 failed'),
      cri('details'),
      cri('2026-11-28 10:00:00 next'),
    ]);
    const records = first.response.records.flatMap((record) =>
      record.result === 'Ok' ? [Buffer.from(record.data, 'base64')] : [],
    );
    expect(records).toHaveLength(2);
    const second = await run(records);
    expect(second.response.records.map((record) => record.result === 'Ok' && record.data)).toEqual(
      records.map((record) => record.toString('base64')),
    );
  });
});

describe('FOLD_RETRIES', () => {
  const twice = [cri('same', { ns: 5 }), cri('same', { ns: 5 }), cri('same', { ns: 6 })];
  test('is off by default', async () => {
    expect(resultsOf(await run(twice))).toEqual(['Ok', 'Ok', 'Ok']);
  });

  test('folds what has the same container, stream, nanosecond and text', async () => {
    const done = await run([...twice, cri('same', { ns: 5, stream: 'stderr' })], { FOLD_RETRIES: 'true' });
    expect(resultsOf(done)).toEqual(['Ok', 'Dropped', 'Ok', 'Ok']);
    expect(done.report.lines.joined).toEqual(new Map([['retry', 1]]));
  });

  test('also the parts of a line', async () => {
    const parts = [cri('a', { ns: 1, flag: 'P' }), cri('b', { ns: 2 })];
    const done = await run([parts[0]!, parts[0]!, parts[1]!, parts[1]!], { FOLD_RETRIES: 'true' });
    expect(messagesOf(done)).toEqual(['ab']);
  });
});
