import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { createRecordTransform, type RecordTransform } from '../../src/transform/record.ts';
import { environments, kubernetesMaps, lines, objectLines } from '../support/lines.ts';
import { runs } from '../support/property.ts';
import { rawMembers, type RawMember } from '../support/raw-members.ts';

function outputOf(records: RecordTransform, data: Uint8Array): Buffer {
  const streamArn = 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs';
  return Buffer.from(records.transform({ data, arrivalTimeMs: 1_674_838_500_000, streamArn }).data);
}

/** Attributes that the transform may change or take away, and only these. */
const changing = new Set(['log', 'message', 'ddtags', '_kubehose_hops']);
/** Attributes that it may add, besides the tag keys of the mapping. */
const gained =
  'message timestamp original_timestamp status stream logtag service ddsource ddtags kube_container_name kube_namespace pod_name container_id';
/** Attributes in whose place it puts a value where they say nothing. */
const filled = new Set(['timestamp', 'original_timestamp', 'status', 'service', 'ddsource']);

/** Whether `after` is what became of `before`: the same bytes, or only another key, or a value where there was none. */
function isSame(before: RawMember, after: RawMember): boolean {
  if (before.raw === after.raw) return true;
  if (after.value === before.value) return isRenamed(before.key, after.key);
  return after.key === before.key && filled.has(before.key) && ['null', '""'].includes(before.value);
}

/** Whether these are the members of a `kubernetes` map that `KUBERNETES_ATTRIBUTES` names, each as it was. */
function isKeptMap(before: string, after: string, names: string): boolean {
  if (names === 'keep') return false;
  const members = rawMembers(Buffer.from(before, 'latin1')) ?? [];
  const kept = members.filter(({ key }) => names.split(',').includes(key)).map(({ raw }) => raw);
  const now = rawMembers(Buffer.from(after, 'latin1'));
  return now !== undefined && now.map(({ raw }) => raw).join() === kept.join();
}

function isRenamed(before: string, after: string): boolean {
  return after.replace(/^original_(.*?)(?:_\d)*$/u, '$1') === before && after !== before;
}

const prefix = /^"\d{4}-\d\d-\d\dT[\d:.]+Z std(?:out|err) [FP](?::\S*)?(?: |(?="$))/u;

/** Names whose members change within a JSON object: tags are taken out, unusable dates, services and sources and empty statuses are renamed. */
const changedWithin = /ddtags|timestamp|eventTime|date|syslog|service|ddsource|status/u;

/** A line with bytes that are not UTF-8: every so many continuation bytes are missing. */
const brokenLines = fc.tuple(objectLines, fc.integer({ min: 1, max: 4 })).map(([line, every]) => {
  let seen = 0;
  return Buffer.from(Buffer.from(line).filter((byte) => (byte & 0xc0) !== 0x80 || ++seen % every !== 0));
});

/** A line with an object in its text, and text with one behind a CRI prefix. */
const nestedLines = fc
  .record({
    before: fc.constantFrom('', '2023-01-27T16:53:43.110476104Z stderr F '),
    inner: objectLines,
    key: fc.constantFrom('log', 'message', undefined),
    outer: objectLines,
  })
  .map(({ before, inner, key, outer }) => {
    const text = `${before}${inner}`;
    if (key === undefined) return Buffer.from(text);
    const rest = outer.slice(1).trimStart();
    return Buffer.from(`{"${key}":${JSON.stringify(text)}${rest === '}' ? '' : ','}${rest}`);
  });

const renamings = fc
  .tuple(environments, fc.constantFrom('', '', 'a:b', 'status:code,a:original_service,host:pod_name'))
  .map(([environment, names]) => Object.assign({}, environment, { RENAME_ATTRIBUTES: names }));

/** The texts in these members, without a CRI prefix; of a line that is no object, its own text. */
function contents(line: Buffer, names: readonly string[]): Buffer[] {
  const members = rawMembers(line) ?? [{ key: 'log', value: JSON.stringify(line.toString()) }];
  return members
    .filter(({ key, value }) => names.includes(key) && value.startsWith('"'))
    .map(({ value }) => Buffer.from(JSON.parse(value.replace(prefix, '"')) as string));
}

/** What `RENAME_ATTRIBUTES` makes of a name. */
function renamer({ RENAME_ATTRIBUTES: rows }: { RENAME_ATTRIBUTES: string }): (name: string) => string {
  const names = new Map(rows.split(',').map((row) => row.split(':') as [string, string]));
  return (name) => names.get(name) ?? name;
}

/** The names that an object of `after` has twice, and none of `before` under this or another name. */
function newTwins(
  before: readonly Buffer[],
  after: readonly Buffer[],
  rename: (name: string) => string,
): string[] {
  const twins = (texts: readonly Buffer[]): string[] =>
    texts.flatMap((text) => {
      const names = (rawMembers(text) ?? []).map(({ key }) => key);
      return names.filter((name, index) => names.indexOf(name) < index);
    });
  const known = twins(before);
  return twins(after).filter((name) => {
    const plain = name.replace(/(?:_\d)+$/u, '');
    return !known.some((other) =>
      [other, rename(other)].some((from) => [name, plain].includes(from) || isRenamed(from, name)),
    );
  });
}

describe('law 3: what is not deliberately changed comes out byte for byte', () => {
  test('every other member stands in the output as it was, in its order, and only known ones are new', () => {
    fc.assert(
      fc.property(brokenLines, environments, (line, environment) => {
        const records = createRecordTransform(parseTransformConfig(environment));
        const drops = environment.KUBERNETES_ATTRIBUTES === 'drop';
        const input = rawMembers(line)!;
        const isKept = ({ key }: RawMember): boolean =>
          !changing.has(key) && !(drops && key === 'kubernetes');
        const output = rawMembers(outputOf(records, line))!;
        const all = [...output];
        let from = 0;
        for (const member of input.filter(isKept)) {
          const isThere = (other: RawMember): boolean =>
            isSame(member, other) ||
            (member.key === 'kubernetes' &&
              other.key === 'kubernetes' &&
              isKeptMap(member.value, other.value, environment.KUBERNETES_ATTRIBUTES));
          while (from < output.length && !isThere(output[from]!)) from++;
          expect(from).toBeLessThan(output.length);
          output.splice(from, 1);
        }
        const tagKeys = environment.TAG_MAPPING.split(',').map((row) => row.slice(row.lastIndexOf(':') + 1));
        const known = new Set([
          ...changing,
          ...gained.split(' '),
          ...tagKeys,
          ...(drops ? ['kubernetes'] : []),
        ]);
        const own = new Set(input.map(({ key }) => key));
        for (const { key } of output) {
          if (![...known, ...own].some((name) => isRenamed(name, key))) expect(known).toContain(key);
          const isFree = changing.has(key) || all.some((other) => isRenamed(key, other.key));
          if (!isFree && key !== 'kubernetes') expect(own).not.toContain(key);
        }
      }),
      runs(),
    );
  });

  test('what a member says is never overwritten by one that is added behind it', () => {
    fc.assert(
      fc.property(brokenLines, environments, (line, environment) => {
        const records = createRecordTransform(parseTransformConfig(environment));
        const values = (bytes: Buffer): Map<string, string> =>
          new Map(rawMembers(bytes)!.map(({ key, value }) => [key, value]));
        const output = values(outputOf(records, line));
        for (const [key, value] of values(line)) {
          if (changing.has(key) && (key !== 'message' || /dtags/u.test(value) || changedWithin.test(value)))
            continue;
          if (key === 'kubernetes' && environment.KUBERNETES_ATTRIBUTES === 'drop') continue;
          if (filled.has(key) && ['null', '""'].includes(value)) continue;
          const now = [...output].filter(([name]) => name === key || isRenamed(key, name));
          const isKept = ([, text]: readonly [string, string]): boolean =>
            text === value ||
            (key === 'kubernetes' && isKeptMap(value, text, environment.KUBERNETES_ATTRIBUTES));
          expect(now.filter(isKept)).not.toEqual([]);
        }
      }),
      runs(),
    );
  });

  test('no member is there twice that was there once, at the top level or in the JSON message', () => {
    fc.assert(
      fc.property(fc.oneof(brokenLines, nestedLines), renamings, (line, environment) => {
        const output = outputOf(createRecordTransform(parseTransformConfig(environment)), line);
        const rename = renamer(environment);
        expect(newTwins([line], [output], rename)).toEqual([]);
        const before = contents(line, ['log', 'message']);
        expect(newTwins(before, contents(output, ['message']), rename)).toEqual([]);
      }),
      runs(),
    );
  });

  test('a text in `log` is in the output: as message without its CRI prefix, or where it was', () => {
    const records = createRecordTransform(parseTransformConfig({ KEEP_LOG: 'true' }));
    fc.assert(
      fc.property(objectLines, (line) => {
        const members = rawMembers(Buffer.from(line))!;
        const log = members.findLast(({ key }) => key === 'log');
        if (log === undefined || changedWithin.test(log.value)) return;
        const output = rawMembers(outputOf(records, Buffer.from(line)))!;
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
          if (rawMembers(Buffer.from(line)) === undefined && !/^\d{4}-\S+ std(?:out|err) [FP]/u.test(line)) {
            expect(output[index]).toBe(Buffer.from(line).toString());
          }
        }
      }),
      runs(),
    );
  });
});
