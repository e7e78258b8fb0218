import { expect, test } from '@jest/globals';
import { logsOf, resultsOf, run } from './events.ts';

/** A line behind the crio parser and the kubernetes filter. */
function crio(logtag: 'P' | 'F', more: Readonly<Record<string, unknown>>): string {
  const kubernetes = { pod_name: 'web', container_name: 'web', docker_id: 'x' };
  return JSON.stringify({ stream: 'stdout', logtag, ...more, kubernetes });
}

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['its last part was JSON, which Fluent Bit merged', { level: 'error', msg: 'x' }],
  ['its last part was empty, and Fluent Bit left it out', {}],
  ['its last part is no text', { log: 5 }],
  ['a parser made an object of its last part', { message: { a: 1 } }],
])('a cut line goes out as far as it has a text: %s', async (_, last) => {
  const done = await run([crio('P', { log: 'one ' }), crio('P', { log: 'two' }), crio('F', last)]);
  expect(resultsOf(done)).toEqual(['Ok', 'Dropped', 'Ok']);
  const [cut, rest] = logsOf(done);
  expect(cut).toMatchObject({ message: 'one two', logtag: 'P' });
  expect(cut!['ddtags']).toContain('truncated:single_line');
  expect(rest).toMatchObject(last);
});

test('lines of the cri parser are joined under rules, also where a filter added something', async () => {
  const cri = (message: string, logtag = 'F'): string =>
    JSON.stringify({ ...(JSON.parse(crio('F', { message, cluster: 'c' })) as object), logtag });
  const rules = [{ type: 'mask_sequences', name: 'm', pattern: 'two', replace_placeholder: '[m]' }];
  const environment = { DD_LOGS_CONFIG_PROCESSING_RULES: JSON.stringify(rules) };
  const done = await run(
    [cri('one ', 'P'), cri('two'), cri('Error: two'), cri('    at x (a.js:1:2)')],
    environment,
  );
  expect(resultsOf(done)).toEqual(['Ok', 'Dropped', 'Ok', 'Dropped']);
  expect(logsOf(done)).toMatchObject([
    { message: 'one [m]', cluster: 'c' },
    { message: 'Error: [m]\n    at x (a.js:1:2)' },
  ]);
});
