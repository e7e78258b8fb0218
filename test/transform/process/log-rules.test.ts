import { describe, expect, test } from '@jest/globals';
import { cri, messagesOf, resultsOf, run, textsOf } from './events.ts';

const rules = (...list: readonly object[]) => ({ DD_LOGS_CONFIG_PROCESSING_RULES: JSON.stringify(list) });
const mask = { type: 'mask_sequences', name: 'secret', replace_placeholder: '[m]', pattern: 's3cret' };
const exclude = { type: 'exclude_at_match', name: 'out', pattern: 'health' };

/** A line of a pod with these members, as JSON text. */
function lineOf(members: string): string {
  return `{${members},"stream":"stdout","kubernetes":{"pod_name":"w"}}`;
}

describe('where a log is text, what stands beside it', () => {
  test('is masked, and its masks are counted with those of the text', async () => {
    const more = { ...mask, name: 'more', pattern: '4111' };
    const done = await run([lineOf('"log":"x 4111","user":"s3cret"'), lineOf('"log":"s3cret","n":1')], {
      ...rules(mask, more),
    });
    expect(messagesOf(done)).toEqual(['x [m]', '[m]']);
    expect(textsOf(done)[0]).toContain('"user":"[m]"');
    expect(done.report.lines.masked).toEqual(
      new Map([
        ['more', 1],
        ['secret', 2],
      ]),
    );
  });

  test('stays in its place', async () => {
    const done = await run([lineOf('"a":"s3cret","log":"x","b":1')], rules(mask));
    expect(textsOf(done)[0]).toMatch(/^\{"a":"\[m\]","message":"x","b":1,"stream"/);
  });

  test('decides nothing', async () => {
    expect(resultsOf(await run([lineOf('"log":"x","path":"/health"')], rules(exclude)))).toEqual(['Ok']);
  });

  test('is nothing to mask where there is nothing', async () => {
    const done = await run([cri('x')], rules({ ...mask, pattern: '{}', replace_placeholder: '{"a":1}' }));
    expect(messagesOf(done)).toEqual(['x']);
    expect(textsOf(done)[0]).not.toContain('"a"');
    expect(done.report.lines.masked).toEqual(new Map());
  });
});

describe('where the application wrote nothing, filters see an empty object', () => {
  const line = '{"stream":"stdout","kubernetes":{"pod_name":"w"}}';
  test.each([
    ['goes where something is wanted', { ...exclude, type: 'include_at_match', pattern: 'x' }, 'Dropped'],
    ['goes where nothing is unwanted', { ...exclude, pattern: '^\\{\\}$' }, 'Dropped'],
    ['stays elsewhere', { ...exclude, pattern: 'stdout|pod_name' }, 'Ok'],
  ])('the line %s', async (_, rule, result) => {
    expect(resultsOf(await run([line], rules(rule)))).toEqual([result]);
  });
});

describe('a mask across members', () => {
  test.each([
    ['takes one away', '"b":2,', '"a":1,"c":3'],
    ['takes all of them away', '"a".*3', ''],
    ['puts more in their place', '"b":2', '"a":1,"x":0,"y":0,"c":3'],
  ])('%s, and the others stay', async (_, pattern, expected) => {
    const placeholder = expected.includes('x') ? '"x":0,"y":0' : '';
    const done = await run(
      [lineOf('"a":1,"b":2,"c":3')],
      rules({ ...mask, pattern, replace_placeholder: placeholder }),
    );
    const log = JSON.parse(textsOf(done).join('')) as Record<string, unknown>;
    const own = Object.entries(log).filter(([key]) => key.length === 1);
    expect(Object.fromEntries(own)).toEqual(JSON.parse(`{${expected}}`));
    expect(log).toMatchObject({ stream: 'stdout', kubernetes: { pod_name: 'w' } });
  });
});
