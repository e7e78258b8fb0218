import { describe, expect, test } from '@jest/globals';
import { head, headOf } from '../../../src/processing/join/classify/date-head.ts';

/** Lines of the Agent's own test of its detector, and some of other programs. */
const dated = [
  '2021-03-28 13:45:30 App started successfully',
  'foo bar 13:45:30 2021-03-28',
  '9/28/2022 2:23:15 PM',
  '2023-03-28T14:33:53.743350Z App started successfully',
  '[2023-03-27 12:34:56] [INFO] App started',
  'Jun 14 15:16:01 combo sshd(pam_unix)[19939]: authentication failure',
  '[Sun Dec 04 04:47:44 2005] [notice] workerEnv.init() ok',
  '127.0.0.1 - - [16/May/2024:19:49:17 +0000]',
  'acb def 10:10:10 foo 2024-05-15 hijk',
  'I0102 10:00:00.000000       1 main.go:12]',
  'level=error ts=2024-01-02T10:00:00.000Z caller=main.go',
  'ERROR [2024-01-02 10:00:00,123] c.a.B - x',
];

const undated = [
  '12:30:2017 - info App started successfully',
  '12:30:20 - info App started successfully',
  '20171223-22:15:29:606|Step_LSC|30002312|onStandStepChanged 3579',
  'abc this 13:45:30  is a log',
  '[INFO] App started successfully',
  '      at system.com.blah',
  '10:10:10 foo :10: bar 10:10',
  '192.168.1.123',
  '1234-1234-1234-123-21-1',
  '12:00:00.123 [main] INFO x',
  '2024-01-02 INFO x',
  '1700000000.123 x',
  '',
  'the date is behind the sixtieth byte of the line, so it is not seen: 2024-01-02 10:00:00',
];

const levels = [
  'ERROR:root:x',
  '[warn] y',
  'a fatal thing',
  '12:00:00.123 [main] ERROR c.a.B - z',
  'E: Failed to fetch',
];

describe('the head of a line', () => {
  test.each(dated)('has a date: %s', (line) => expect(of(line)).toBe(head.dated));
  test.each(undated)('has none: %s', (line) => expect(of(line)).toBe(head.plain));
  test.each(levels)('has a level: %s', (line) => expect(of(line)).toBe(head.level));
  test.each(['errors', 'terror', 'Warningly', 'failover', 'info'])('has no level: %s', (line) =>
    expect(of(line)).toBe(head.plain),
  );

  test('is read inside larger bytes', () => {
    const bytes = Buffer.from('2024-01-02 10:00:00 x2024-01-02 10:00:00 y');
    expect(headOf(bytes, 21, bytes.length)).toBe(head.dated);
    expect(headOf(bytes, 0, 12)).toBe(head.plain);
  });
});

function of(line: string): number {
  const bytes = Buffer.from(line);
  return headOf(bytes, 0, bytes.length);
}
