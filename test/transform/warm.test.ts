import { describe, expect, test } from '@jest/globals';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { createRecordTransform, type RecordTransform } from '../../src/transform/record.ts';
import { createTransform } from '../../src/transform/transform.ts';
import { arrivalTimeMs, criTime, kubernetes, streamArn } from '../support/transformed.ts';

const config = parseTransformConfig({ DD_SOURCE: 'fallback' });
const map = { ...kubernetes, pod_id: '6c1dcf95-538d-b976-f64b-72bf65ace822', labels: { app: 'web' } };
const guideLine = (pod: object, text = 'hello'): string =>
  `${JSON.stringify({ log: `${criTime} stdout F ${text}`, kubernetes: pod })}\n`;

function output(records: RecordTransform, text: string, arn = streamArn): string {
  const data = Buffer.from(text);
  return Buffer.from(records.transform({ data, arrivalTimeMs, streamArn: arn }).data).toString();
}

const fresh = (text: string): string => output(createRecordTransform(config), text);

/** What a function keeps between records and invocations must never show. */
describe('a function that has seen much', () => {
  test('says of each stream its own account and region', () => {
    const records = createRecordTransform(config);
    const other = 'arn:aws:firehose:us-east-2:444455556666:deliverystream/other';
    const line = guideLine(map);
    expect(output(records, line)).toMatch(/region:eu-west-1,aws_account:111122223333/u);
    expect(output(records, line, other)).toMatch(/region:us-east-2,aws_account:444455556666/u);
    expect(output(records, line, 'unknown')).not.toMatch(/region:|aws_account:/u);
    expect(output(records, line)).toBe(fresh(line));
  });

  test('does not read on in an earlier record where one is cut off', async () => {
    const transform = createTransform(config);
    const line = guideLine(map);
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    const cuts = Array.from({ length: line.length - 2 }, (_, index) => line.slice(0, index + 1));
    for (const cut of cuts) {
      const records = [line, line, cut].map((text, index) => ({ recordId: `${index}`, data: base64(text) }));
      const { response } = await transform({ deliveryStreamArn: streamArn, records });
      expect(response.records[2]).toEqual({ recordId: '2', result: 'Ok', data: base64(cut) });
    }
  });

  test('tells pods apart that differ in one byte anywhere in their map', () => {
    const records = createRecordTransform(config);
    output(records, guideLine(map));
    const text = JSON.stringify(map);
    for (let at = 0; at < text.length; at++) {
      if (!/\w/u.test(text[at]!)) continue;
      const changed = `${text.slice(0, at)}${text[at] === 'z' ? 'y' : 'z'}${text.slice(at + 1)}`;
      const line = guideLine(map).replace(text, changed);
      expect(output(records, line)).toBe(fresh(line));
    }
    expect(output(records, guideLine(map))).toBe(fresh(guideLine(map)));
  });
});

describe('a pod that was met', () => {
  const pod = {
    ...map,
    annotations: { 'ad.datadoghq.com/web.logs': '[{"source":"go","service":"shop"}]' },
  };
  const reserved =
    'ddsource service syslog ddtags status severity level timestamp date stream kubernetes pod_name message log ' +
    '_kubehose_hops messageType';
  test.each(reserved.split(' '))('%s inside or beside the message: as if it were new', (key) => {
    const values = ['"x"', '{"appname":"x","timestamp":1,"severity":"x"}', '["a:b"]', '1', '"DATA_MESSAGE"'];
    for (const value of values) {
      const records = createRecordTransform(config);
      output(records, guideLine(pod));
      const lines = [
        guideLine(pod, `{"${key}":${value}}`),
        guideLine(pod, ` {"a":1,"${key}":${value}}`),
        guideLine(pod).replace('{', `{"${key}":${value},`),
        guideLine(pod).replace(/\}\n$/u, `,"${key}":${value}}\n`),
        guideLine(pod).replace(',"kubernetes"', `,"${key}":${value},"kubernetes"`),
      ];
      for (const line of lines) expect(output(records, line)).toBe(fresh(line));
    }
  });

  test.each([
    ['no newline', guideLine(pod).trimEnd()],
    ['two newlines', `${guideLine(pod)}\n`],
    ['two lines', guideLine(pod).repeat(2)],
    ['white space', guideLine(pod).replaceAll('":', '" : ')],
    ['something behind', guideLine(pod).replace(/\n$/u, ' x\n')],
    ['a partial line', guideLine(pod).replace(' F ', ' P ')],
    ['stderr', guideLine(pod).replace('stdout', 'stderr')],
    ['a time zone', guideLine(pod).replace('Z stdout', '+02:00 stdout')],
    ['no prefix', guideLine(pod).replace(/"log":"\S+ stdout F /u, '"log":"')],
    ['an impossible time', guideLine(pod).replace('2023-01', '2023-13')],
    ['an escape first', guideLine(pod, '\t{"ddtags":"a:b"}')],
    ['an empty message', guideLine(pod, '')],
  ])('%s: as if it were new', (_, line) => {
    const records = createRecordTransform(config);
    output(records, guideLine(pod));
    expect(output(records, line)).toBe(fresh(line));
  });
});
