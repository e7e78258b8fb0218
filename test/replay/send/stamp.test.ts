import { describe, expect, test } from '@jest/globals';
import { Arena } from '../../../src/codec/arena.ts';
import { maxLogBytes } from '../../../src/datadog/limits.ts';
import { readLog } from '../../../src/logs/log-attributes.ts';
import { stampLog, type OldPolicy } from '../../../src/replay/send/stamp.ts';

const nowMs = Date.UTC(2026, 10, 21, 12);
const hour = 3_600_000;
const defaults = ',"ddsource":"aws","service":"aws"}';

function stamp(text: string | Buffer, old: OldPolicy = 'restamp') {
  const bytes = Buffer.from(text);
  const log = readLog(bytes, 0, bytes.length);
  if (log === undefined) throw new Error('no log');
  return stampLog(log, old, nowMs, new Arena());
}

function stamped(text: string | Buffer, old?: OldPolicy): string {
  const result = stamp(text, old);
  return result.kind === 'log' ? result.bytes.toString('latin1') : result.kind;
}

describe('tags', () => {
  test.each([
    ['none', '{"a":1}', '{"a":1,"ddtags":"replayed:true"'],
    ['some', '{"ddtags":"env:x,b:c"}', '{"ddtags":"env:x,b:c,replayed:true"'],
    ['an empty string', '{"ddtags":""}', '{"ddtags":"replayed:true"'],
    ['commas only', '{"ddtags":" , ,"}', '{"ddtags":"replayed:true"'],
    ['a comma at the end', '{"ddtags":"a:b,"}', '{"ddtags":"a:b,replayed:true"'],
    ['from a replay before', '{"ddtags":"replayed:true,a:b"}', '{"ddtags":"replayed:true,a:b"'],
    ['with escapes', '{"ddtags":"a:\\u0062"}', '{"ddtags":"a:b,replayed:true"'],
    ['an array', '{"ddtags":["a:b","c"]}', '{"ddtags":"a:b,c,replayed:true"'],
    ['of another type', '{"ddtags":5}', '{"ddtags":"replayed:true"'],
    ['null', '{"ddtags":null}', '{"ddtags":"replayed:true"'],
  ])('%s', (_, text, expected) => {
    expect(stamped(text)).toBe(expected + defaults);
  });

  test('a hundred at most, ours among them', () => {
    const tags = Array.from({ length: 100 }, (_, index) => `t:${index}`);
    const { ddtags } = JSON.parse(stamped(JSON.stringify({ ddtags: tags.join(',') })));
    expect(ddtags.split(',')).toHaveLength(100);
    expect(ddtags).toContain('replayed:true');
  });

  test('tags inside a JSON message come out, since they would replace the others', () => {
    const message = JSON.stringify({ ddtags: 'in:side', text: 'x' });
    const log = JSON.parse(stamped(JSON.stringify({ ddtags: 'out:side', message })));
    expect(log).toMatchObject({ ddtags: 'out:side,in:side,replayed:true', message: '{"text":"x"}' });
  });
});

describe('what the Firehose intake gives by default', () => {
  test.each([
    ['{"service":"s","ddsource":"d"}', '{"service":"s","ddsource":"d","ddtags":"replayed:true"}'],
    ['{"syslog":{"appname":"s"}}', '{"syslog":{"appname":"s"},"ddtags":"replayed:true","ddsource":"aws"}'],
    [
      '{"message":"{\\"service\\":\\"s\\"}"}',
      '{"message":"{\\"service\\":\\"s\\"}","ddtags":"replayed:true","ddsource":"aws"}',
    ],
  ])('%s', (text, expected) => {
    expect(stamped(text)).toBe(expected);
  });
});

test('everything else stays byte for byte, but for bytes that are no UTF-8', () => {
  const odd = '{ "big":18446744073709551615, "a":1, "a":2, "é\\u00e9":"ÿ", "n": 1.0e+05 }';
  const added = ',"ddtags":"replayed:true","ddsource":"aws","service":"aws" }';
  const result = stamp(odd);
  expect(result).toMatchObject({ kind: 'log', repaired: false });
  expect(result.kind === 'log' && result.bytes.toString()).toBe(`${odd.slice(0, -2)}${added}`);
  const repaired = stamp(Buffer.from(odd, 'latin1'));
  expect(repaired).toMatchObject({ kind: 'log', repaired: true });
  expect(repaired.kind === 'log' && repaired.bytes.toString()).toBe(
    `${odd.slice(0, -2).replaceAll(/[éÿ]/g, '\u{FFFD}')}${added}`,
  );
});

const old = nowMs - 17.5 * hour - 1;
const fresh = nowMs - 17.5 * hour;
const iso = (timeMs: number) => new Date(timeMs).toISOString();

describe('age', () => {
  test.each([
    ['epoch ms', old, true],
    ['epoch ms, in the window', fresh, false],
    ['epoch ms as text', String(old), true],
    ['ISO 8601', iso(old), true],
    ['ISO 8601, in the window', iso(fresh), false],
    ['with nanoseconds', iso(old).replace('Z', '123456Z'), true],
    ['without an offset, which is UTC', iso(fresh).slice(0, -1), false],
    ['with a blank for the T', iso(old).replace('T', ' '), true],
    ['with an offset', '2026-11-20T19:00:00+05:00', true],
    ['with an offset of hours', '2026-11-20T19:00:00+05', true],
    ['with an offset without a colon', '2026-11-20T19:00:00+0500', true],
    ['with an offset, in the window', '2026-11-20T14:00:00-0530', false],
    ['with a blank before the offset', '2026-11-20 19:00:00 +0500', true],
    ['with UTC by name', '2026-11-20 10:00:00.5 UTC', true],
    ['with the name of a time zone', '2026-11-20T10:00:00Z[Etc/UTC]', true],
    ['with a comma for the point', '2026-11-20T10:00:00,123Z', true],
    ['without seconds', '2026-11-20T10:00Z', true],
    ['in small letters', '2026-11-20t10:00:00z', true],
    ['a day', '2026-11-20', true],
    ['in the basic form', '20261120T100000Z', true],
    ['in the basic form, in the window', '20261121T100000Z', false],
    ['with slashes', '2026/11/20 10:00:00', true],
    ['a day that is none', '2026-13-45T99:00:00Z', false],
    ['epoch ms with a fraction, as text', `${old}.25`, true],
    ['RFC 3164, with more behind it', 'Nov 20 08:00:00 web-1 app: x', true],
    ['RFC 3164, a day of one digit', 'Nov  8 08:00:00', true],
    ['RFC 3164, in the year before', 'Dec 31 23:00:00', true],
    ['RFC 3164', 'Nov 20 08:00:00', true],
    ['RFC 3164, in the window', 'Nov 21 08:00:00', false],
    ['epoch seconds, which Datadog does not read as such', Math.floor(nowMs / 1_000), true],
    ['too far ahead', nowMs + 3 * hour, true],
    ['a little ahead', nowMs + hour, false],
    ['no date', 'soon', false],
    ['null', null, false],
    ['an object', { at: 1 }, false],
  ])('%s', (_, timestamp, isOut) => {
    const result = stamp(JSON.stringify({ timestamp }));
    expect(result).toMatchObject({ kind: 'log', restamped: isOut });
    if (result.kind !== 'log') return;
    const log = JSON.parse(result.bytes.toString());
    expect(log[isOut ? 'original_timestamp' : 'timestamp']).toEqual(timestamp);
    expect('timestamp' in log).toBe(!isOut);
  });

  test.each([
    '@timestamp',
    'timestamp',
    '_timestamp',
    'Timestamp',
    'eventTime',
    'date',
    'published_date',
    'syslog.timestamp',
  ])('the date attribute %s', (name) => {
    expect(stamp(JSON.stringify({ [name]: old }))).toMatchObject({ restamped: true });
    expect(JSON.parse(stamped(JSON.stringify({ [name]: old })))).toMatchObject({
      original_timestamp: old,
      ddtags: 'replayed:true,replayed_late:true',
    });
    const inner = JSON.stringify({ [name]: old, text: 'x' });
    const log = JSON.parse(stamped(JSON.stringify({ message: inner })));
    expect(JSON.parse(log.message)).toEqual({ original_timestamp: old, text: 'x' });
  });

  test('in an object of syslog', () => {
    const log = JSON.parse(stamped(JSON.stringify({ syslog: { timestamp: iso(old), severity: 3 } })));
    expect(log.syslog).toEqual({ original_timestamp: iso(old), severity: 3 });
  });

  test('of several dates the one that counts becomes original_timestamp, and none is lost', () => {
    const log = JSON.parse(stamped(JSON.stringify({ date: 1, timestamp: old, eventTime: 'x' })));
    expect(log).toMatchObject({ original_timestamp: old, original_date: 1, original_eventTime: 'x' });
    const lifted = { timestamp: fresh, message: JSON.stringify({ timestamp: old }) };
    const both = JSON.parse(stamped(JSON.stringify(lifted)));
    expect(both.original_timestamp_2).toBe(fresh);
    expect(JSON.parse(both.message)).toEqual({ original_timestamp: old });
  });

  test('the time of an earlier replay is kept', () => {
    const log = JSON.parse(stamped(JSON.stringify({ original_timestamp: 1, timestamp: old })));
    expect(log).toMatchObject({ original_timestamp: 1, original_timestamp_2: old });
  });

  test('a name that is taken stays what it is, and the date gets the next one', () => {
    const taken = { original_timestamp: 1, original_timestamp_2: 2, original_date: 3, date: old };
    const log = JSON.parse(
      stamped(JSON.stringify({ ...taken, message: JSON.stringify({ ...taken, timestamp: old }) })),
    );
    const expected = {
      original_timestamp: 1,
      original_timestamp_2: 2,
      original_date: 3,
      original_date_2: old,
    };
    expect(log).toMatchObject(expected);
    expect(JSON.parse(log.message)).toEqual({ ...expected, original_timestamp_2_2: old });
    const { syslog } = JSON.parse(
      stamped(JSON.stringify({ syslog: { timestamp: iso(old), original_timestamp: 1 } })),
    );
    expect(syslog).toEqual({ original_timestamp: 1, original_timestamp_2: iso(old) });
  });

  test('skip leaves it, send sends it as it is', () => {
    expect(stamp(`{"timestamp":${old}}`, 'skip')).toEqual({ kind: 'too-old' });
    expect(stamped(`{"timestamp":${old}}`, 'send')).toBe(
      `{"timestamp":${old},"ddtags":"replayed:true"${defaults}`,
    );
  });
});

describe('a log above 1 MB', () => {
  test.each([
    ['ASCII', 'x'],
    ['characters of several bytes', '日'],
    ['surrogate pairs', '😀'],
    ['escapes', '\n'],
    ['escaped characters', '\u0001'],
  ])('is cut between characters, with a marker: %s', (_, character) => {
    const message = character.repeat(1_500_000);
    const result = stamp(JSON.stringify({ id: 'a', message }));
    if (result.kind !== 'log') throw new Error(result.kind);
    expect(result).toMatchObject({ cut: true });
    expect(result.bytes.length).toBeLessThanOrEqual(maxLogBytes);
    expect(result.bytes.length).toBeGreaterThan(maxLogBytes - 100);
    const log = JSON.parse(result.bytes.toString());
    const [text = '', marker] = log.message.split('… ');
    expect(marker).toMatch(/^\[cut by kubehose: \d+ bytes are missing\]$/);
    expect(message.startsWith(text)).toBe(true);
    expect(text.isWellFormed()).toBe(true);
    expect(log).toMatchObject({ id: 'a', ddtags: 'replayed:true' });
  });

  test('also where no string is long', () => {
    const list = Array.from({ length: 200_000 }, (_, index) => index);
    const result = stamp(JSON.stringify({ list }));
    if (result.kind !== 'log') throw new Error(result.kind);
    expect(result.bytes.length).toBeLessThanOrEqual(maxLogBytes);
    expect(JSON.parse(result.bytes.toString())).toMatchObject({ ddtags: 'replayed:true', service: 'aws' });
  });
});
