import { describe, expect, test } from '@jest/globals';
import { parseCommonAttributes } from '../../src/intake/common-attributes.ts';
import { acceptedLogs } from '../support/datadog.ts';
import { harness, requestOf, type Log } from './harness.ts';

const header = (commonAttributes: Readonly<Record<string, string>>) => JSON.stringify({ commonAttributes });

describe('the header', () => {
  test.each([undefined, '', header({})])('%j says nothing', (text) => {
    expect(parseCommonAttributes(text)).toEqual({
      tags: [],
      service: undefined,
      source: undefined,
      host: undefined,
    });
  });

  test('each attribute is a tag, cleaned as tags are', () => {
    const text = header({ team: 'shop', 'a,b': 'c,d', empty: '', long: 'x'.repeat(1_024) });
    expect(parseCommonAttributes(text)?.tags).toEqual(['team:shop', 'a_b:c_d', `long:${'x'.repeat(195)}`]);
  });

  test('the special ones are none', () => {
    const text = header({
      dd_service: 'svc',
      dd_source: 'src',
      dd_host: 'h',
      dd_tags: 'a:b, c:d',
      dd_other: 'x',
    });
    expect(parseCommonAttributes(text)).toEqual({
      tags: ['dd_other:x', 'a:b', 'c:d'],
      service: 'svc',
      source: 'src',
      host: 'h',
    });
  });

  test('UTF-8 that a server handed over as single bytes is read', () => {
    const text = Buffer.from(header({ ort: 'Köln' })).toString('latin1');
    expect(parseCommonAttributes(text)?.tags).toEqual(['ort:Köln']);
    expect(parseCommonAttributes(header({ ort: 'Köln' }))?.tags).toEqual(['ort:Köln']);
  });

  test('a key like a prototype is a tag like any other', () => {
    expect(parseCommonAttributes('{"commonAttributes":{"__proto__":"x","constructor":"y"}}')?.tags).toEqual([
      '__proto__:x',
      'constructor:y',
    ]);
  });
});

describe('what they do to logs', () => {
  const send = async (
    text: string,
    attributes: Readonly<Record<string, string>>,
    environment = {},
  ): Promise<Log> => {
    const world = harness({ environment });
    const headers = { 'x-amz-firehose-common-attributes': header(attributes) };
    const answer = await world.handle(requestOf([text], { headers }));
    expect(answer.response.status).toBe(200);
    return acceptedLogs(world.datadog)[0] ?? {};
  };
  const tagsOf = (log: Log): readonly string[] => String(log['ddtags']).split(',');

  test("tags stand behind the log's own and the settings', with those of the stream", async () => {
    const log = await send('{"message":"a","ddtags":"own:1"}', { team: 'shop' }, { DD_TAGS: 'static:1' });
    expect(tagsOf(log).slice(0, 4)).toEqual(['own:1', 'static:1', 'firehose_stream:shop-logs', 'team:shop']);
    expect(tagsOf(log)).toEqual(expect.arrayContaining(['region:eu-west-1', 'aws_account:111122223333']));
  });

  test('tags inside a JSON message are not lost', async () => {
    const log = await send('{"message":"{\\"ddtags\\":\\"inner:1\\",\\"x\\":1}"}', { team: 'shop' });
    expect(tagsOf(log)).toEqual(expect.arrayContaining(['inner:1', 'team:shop']));
    expect(String(log['message'])).not.toContain('ddtags');
  });

  test.each([
    ['service', 'dd_service', 'DD_SERVICE'],
    ['ddsource', 'dd_source', 'DD_SOURCE'],
  ])('%s: the log, then the stream, then the settings, then aws', async (attribute, special, variable) => {
    const own = `{"message":"a","${attribute}":"own"}`;
    const setting = { [variable]: 'setting' };
    expect((await send(own, { [special]: 'stream' }, setting))[attribute]).toBe('own');
    expect((await send('{"message":"a"}', { [special]: 'stream' }, setting))[attribute]).toBe('stream');
    expect((await send('{"message":"a"}', {}, setting))[attribute]).toBe('setting');
    expect((await send('{"message":"a"}', {}))[attribute]).toBe('aws');
  });

  test.each(['{"message":"a"}', '{}', 'text'])('dd_host: %s gets a hostname', async (text) => {
    await expect(send(text, { dd_host: 'node-"1"' })).resolves.toMatchObject({ hostname: 'node-"1"' });
  });

  test.each(['host', 'hostname'])('dd_host: a log with %s keeps it', async (name) => {
    const log = await send(`{"message":"a","${name}":"own"}`, { dd_host: 'h' });
    expect([log['host'], log['hostname']]).toEqual(name === 'host' ? ['own', undefined] : [undefined, 'own']);
  });

  test('two streams of one intake are told apart', async () => {
    const world = harness();
    for (const stream of ['one', 'two', 'one']) {
      const headers = {
        'x-amz-firehose-request-id': `${stream}-${Math.random()}`,
        'x-amz-firehose-source-arn': `arn:aws:firehose:eu-west-1:111122223333:deliverystream/${stream}`,
      };
      await world.handle(requestOf([`{"message":"${stream}"}`], { headers }));
    }
    for (const log of acceptedLogs(world.datadog))
      expect(tagsOf(log)).toContain(`firehose_stream:${String(log['message'])}`);
  });

  test('without a source ARN, or with another, nothing is made up', async () => {
    const world = harness();
    await world.handle(
      requestOf(['{"message":"a"}'], { headers: { 'x-amz-firehose-source-arn': 'arn:aws:x' } }),
    );
    expect(String(acceptedLogs(world.datadog)[0]?.['ddtags'])).not.toMatch(
      /firehose_stream|region|aws_account/,
    );
  });
});
