import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { findMembers } from '../../src/json/object.ts';
import { createRecordTransform, type RecordTransform } from '../../src/transform/record.ts';
import { environments, kubernetesMaps, lines, objectLines } from '../support/lines.ts';
import { runs } from '../support/property.ts';

interface RawMember {
  readonly key: string;
  /** The member's bytes as Latin-1, key, colon and all. */
  readonly raw: string;
  readonly value: string;
}

/** The members of an object in order, as they stand. */
function rawMembers(bytes: Buffer): RawMember[] {
  const object = findMembers(bytes, 0, bytes.length);
  return (object?.members ?? []).map(({ keyStart, keyEnd, valueStart, valueEnd }) => ({
    key: JSON.parse(bytes.toString('utf8', keyStart, keyEnd)) as string,
    raw: bytes.toString('latin1', keyStart, valueEnd),
    value: bytes.toString('latin1', valueStart, valueEnd),
  }));
}

function outputOf(records: RecordTransform, data: Uint8Array): Buffer {
  const streamArn = 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs';
  return Buffer.from(records.transform({ data, arrivalTimeMs: 1_767_323_045_000, streamArn }).data);
}

/** Attributes that the transform may change or take away, and only these. */
const changing = new Set(['log', 'message', 'ddtags', '_kubehose_hops']);
const prefix = /^"\d{4}-\d\d-\d\dT[\d:.]+Z std(?:out|err) [FP](?::\S*)?(?: |(?="$))/u;

describe('law 3: what is not deliberately changed comes out byte for byte', () => {
  test('every other member stands in the output as it was, in its order', () => {
    fc.assert(
      fc.property(objectLines, environments, (line, environment) => {
        const drops = environment.KUBERNETES_ATTRIBUTES === 'drop';
        const records = createRecordTransform(parseTransformConfig(environment));
        const kept = rawMembers(Buffer.from(line)).filter(
          ({ key }) => !changing.has(key) && !(drops && key === 'kubernetes'),
        );
        const output = rawMembers(outputOf(records, Buffer.from(line))).map(({ raw }) => raw);
        let from = 0;
        for (const { raw } of kept) {
          from = output.indexOf(raw, from) + 1;
          expect(from).toBeGreaterThan(0);
        }
      }),
      runs(),
    );
  });

  test('a text in `log` is in the output: as message without its CRI prefix, or where it was', () => {
    const records = createRecordTransform(parseTransformConfig({ KEEP_LOG: 'true' }));
    fc.assert(
      fc.property(objectLines, (line) => {
        const members = rawMembers(Buffer.from(line));
        const log = members.findLast(({ key }) => key === 'log');
        if (log === undefined || log.value.includes('ddtags')) return;
        const output = rawMembers(outputOf(records, Buffer.from(line)));
        const message = output.findLast(({ key }) => key === 'message');
        const isThere = output.some(({ key, value }) => key === 'log' && value === log.value);
        expect(isThere || message?.value === log.value.replace(prefix, '"')).toBe(true);
      }),
      runs(),
    );
  });

  test('bytes that are not UTF-8, numbers that no double holds and escapes survive anywhere in a value', () => {
    const records = createRecordTransform(parseTransformConfig({}));
    const odd = fc.constantFrom(
      '18446744073709551615',
      '1.8446744073709551616e400',
      '"\\ud83d\\ude00\\u0000\\/"',
      '"\xed\xa0\xbd\xed\xb8\x80\xff"',
      '{"a":1,"a":2}',
      `${'['.repeat(60)}1.0${']'.repeat(60)}`,
    );
    fc.assert(
      fc.property(kubernetesMaps, odd, (map, value) => {
        const text = `{"log":"x","app":${value},"kubernetes":${JSON.stringify(map)}}\n`;
        const output = outputOf(records, Buffer.from(text, 'latin1'));
        expect(output.toString('latin1')).toContain(`,"app":${value},`);
      }),
      runs(),
    );
  });

  test('lines that are no JSON objects come out as they went in, between lines that are', () => {
    const records = createRecordTransform(parseTransformConfig({}));
    fc.assert(
      fc.property(fc.array(lines.filter((line) => !line.includes('\n'))), (list) => {
        const output = outputOf(records, Buffer.from([...list, '{"a":1}'].join('\n')))
          .toString()
          .split('\n');
        expect(output).toHaveLength(list.length + 1);
        for (const [index, line] of list.entries()) {
          if (findMembers(Buffer.from(line), 0, Buffer.byteLength(line)) === undefined) {
            expect(output[index]).toBe(Buffer.from(line).toString());
          }
        }
      }),
      runs(),
    );
  });
});
