import { describe, expect, test } from '@jest/globals';
import {
  enriched,
  guideTags,
  kubernetes,
  textOf,
  transformed,
  type Environment,
  type Log,
} from '../../support/transformed.ts';

const attributes = {
  kube_container_name: 'web',
  kube_namespace: 'shop',
  pod_name: 'web-6c8d9f7b5d-x2lqp',
  container_id: 'b632',
};

describe('attributes of the pod', () => {
  test('none with TAGS_AS=ddtags, also where the line has tags and a service of its own', () => {
    const output = enriched({ service: 'own', ddtags: 'a:b', kubernetes }, { TAGS_AS: 'ddtags' });
    for (const key of Object.keys(attributes)) expect(output).not.toHaveProperty(key);
  });

  test.each([attributes, { pod_name: 'own' }])('not beside those that the line has: %j', (own) => {
    const text = textOf(JSON.stringify({ ...own, kubernetes: {} }).replace('{}', JSON.stringify(kubernetes)));
    const top = text.replace(/"kubernetes":\{.*?\}/u, '');
    for (const key of Object.keys(attributes)) expect(top.split(`"${key}":`)).toHaveLength(2);
    expect(JSON.parse(text)).toMatchObject({ ...attributes, ...own });
  });
});

describe('rows of the line', () => {
  test.each<[string, Log, string, string]>([
    ['a path', { trace: { id: 5 } }, 'trace.id:trace_id', 'trace_id:5'],
    ['a key', { trace: 'x' }, 'trace:trace_id', 'trace_id:x'],
    ['a key with a dot', { 'trace.id': 'x', trace: {} }, 'trace.id:trace_id', 'trace_id:x'],
  ])('%s: an attribute and a tag, beside those of the pod', (_, line, mapping, tag) => {
    const output = enriched({ ...line, kubernetes }, { TAG_MAPPING: mapping });
    expect(output).toMatchObject({ ...attributes, trace_id: tag.slice('trace_id:'.length) });
    expect(output['ddtags']).toMatch(new RegExp(`^${guideTags},${tag},`, 'u'));
  });

  test('a value that is no tag is an attribute', () => {
    const output = enriched({ a: ' ', kubernetes }, { TAG_MAPPING: 'a:from' });
    expect(output['from']).toBe(' ');
    expect(output['ddtags']).not.toMatch(/from|Stryker/u);
  });

  test('its tags survive where there are too many', () => {
    const ddtags = Array.from({ length: 150 }, (_, n) => `own:${n}`).join(',');
    expect(enriched({ a: 'x', ddtags }, { TAG_MAPPING: 'a:from' })['ddtags']).toMatch(/,from:x,/u);
  });
});

describe('a ddtags that holds none', () => {
  test.each<[string, Log, Log, number, Environment?]>([
    ['stays under another name', { ddtags: 7 }, { original_ddtags: 7 }, 1],
    ['a null gives its place', { ddtags: null }, { original_ddtags: undefined }, 1],
    ['a null stays where there is nothing', { ddtags: null }, { ddtags: null }, 1, { TAGS_EXCLUDE: '*' }],
    [
      'inside a message stays under another name',
      { log: '{"ddtags":7,"a":1}' },
      { message: '{"original_ddtags":7,"a":1}' },
      1,
    ],
    ['one that holds some is taken out', { log: '{"ddtags":"a:b","c":1}' }, { message: '{"c":1}' }, 0],
  ])('%s', (...[, line, expected, replaced, environment]) => {
    const output = transformed(JSON.stringify(line), environment);
    const log = JSON.parse(Buffer.from(output.data).toString()) as Log;
    for (const [key, value] of Object.entries(expected)) expect(log[key]).toEqual(value);
    expect(output.lines.ddtagsReplaced).toBe(replaced);
  });
});

describe('a service that says nothing', () => {
  test.each<[string, string, string]>([
    ['of two, the null, and syslog names one', '"service":null,"syslog":{"appname":"own"}', '"service":null'],
    ['is replaced', '"service":""', '"service":"svc"'],
    [
      'inside a message is renamed, one outside replaced',
      '"service":"","log":"{\\"service\\":{}}"',
      '"service":"svc","message":"{\\"original_service\\":{}}"',
    ],
    [
      'inside a message hides one outside: both are renamed',
      '"service":"own","log":"{\\"service\\":\\"\\"}"',
      '"original_service":"own","message":"{\\"original_service\\":\\"\\"}"',
    ],
    [
      'a null inside a message stays',
      '"log":"{\\"service\\":null,\\"service\\":\\"\\"}"',
      '"message":"{\\"service\\":null,\\"original_service\\":\\"\\"}"',
    ],
  ])('%s', (_, members, expected) => {
    const text = textOf(`{${members},"end":1}`, { DD_SERVICE: 'svc' });
    expect(text.startsWith(`{${expected},`)).toBe(true);
    expect(text.split('"service":')).toHaveLength(2);
  });
});
