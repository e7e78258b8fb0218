import { describe, expect, test } from '@jest/globals';
import { statusAttributes } from '../../../src/datadog/reserved.ts';
import { datadogStatus } from '../../../src/datadog/status/datadog-status.ts';
import { levelAttributes, levelWords } from '../../../src/datadog/status/levels.ts';
import { statusOfLevel } from '../../../src/datadog/status/level-value.ts';
import { parseStatusFrom, statusToAdd, type StatusInput } from '../../../src/datadog/status/status-plan.ts';

describe('Datadog’s own reading', () => {
  test.each([
    ['emerg', 'emergency'],
    ['fatal', 'emergency'],
    ['Alert', 'alert'],
    ['CRITICAL', 'critical'],
    ['err', 'error'],
    ['Error', 'error'],
    ['warn', 'warning'],
    ['notice', 'notice'],
    ['info', 'info'],
    ['debug', 'debug'],
    ['trace', 'debug'],
    ['verbose', 'debug'],
    ['OK', 'ok'],
    ['Success', 'ok'],
    [0, 'emergency'],
    [3, 'error'],
    ['7', 'debug'],
  ])('%s', (value, status) => expect(datadogStatus(value)).toEqual({ status, isUnderstood: true }));

  test.each([[404], ['404'], [50], [-1], [1.5], [1e9], ['panic'], ['E'], [''], [true], [{}], [null], [[3]]])(
    '%j is shown as info',
    (value) => expect(datadogStatus(value)).toEqual({ status: 'info', isUnderstood: false }),
  );
});

/** What a line says, in short. */
function added(
  log: Readonly<Record<string, unknown>>,
  rest: Partial<StatusInput> = {},
  from = 'content,stream',
) {
  const sources = parseStatusFrom(from);
  if (!('value' in sources)) throw new Error(sources.because);
  const present = ([, value]: readonly [string, unknown]): boolean => value !== undefined && value !== null;
  const own = statusAttributes.map((name) => [name, log[name]] as const).filter(present);
  const levels = levelAttributes.filter(({ name }) => present([name, log[name]]));
  const input: StatusInput = {
    own: own.map(([name, value]) => ({ name, value })),
    levels: levels.map(({ name, numbers }) => ({ name, numbers, value: log[name] })),
    textStatus: undefined,
    stream: 'stderr',
    ...rest,
  };
  return statusToAdd(input, sources.value);
}

describe('the status to add to a line of stderr', () => {
  test.each<[Readonly<Record<string, unknown>>, string | undefined]>([
    [{}, 'error'],
    [{ status: null }, 'error'],
    [{ level: 'info' }, undefined],
    [{ level: 'INFO' }, undefined],
    [{ severity: 'WARNING' }, undefined],
    [{ level: 3 }, undefined],
    [{ level: 30 }, 'info'],
    [{ level: 35 }, 'info'],
    [{ level: 40 }, 'warning'],
    [{ level: 50 }, 'error'],
    [{ level: 60 }, 'emergency'],
    [{ level: 10 }, 'debug'],
    [{ level: '50' }, 'error'],
    [{ level: 200, level_name: 'INFO' }, 'info'],
    [{ level: 40, levelname: 'ERROR' }, 'error'],
    [{ level: 40, levelname: 'custom' }, 'warning'],
    [{ level: '40', levelname: 'ERROR' }, 'error'],
    [{ level: 30, level_value: 40_000 }, 'info'],
    [{ severity: 3, severity_label: 'Error' }, undefined],
    [{ level: 'SEVERE' }, 'error'],
    [{ level: 'FINE' }, 'debug'],
    [{ level: 'panic' }, 'emergency'],
    [{ level: 'dpanic' }, 'critical'],
    [{ level: 'E' }, 'error'],
    [{ level: '\u001b[32minfo\u001b[39m' }, 'info'],
    [{ level: {} }, 'error'],
    [{ level: { name: 'INFO', no: 20 } }, 'info'],
    [{ level: { name: 20 } }, 'error'],
    [{ level: 'http' }, 'info'],
    [{ level: 'log' }, 'info'],
    [{ lvl: 'DEBUG-4' }, 'debug'],
    [{ L: 'INFO', M: 'x' }, 'info'],
    [{ error_severity: 'LOG' }, 'info'],
    [{ severity_label: 'Warning' }, 'warning'],
    [{ level: 1e9 }, 'error'],
    [{ level: '' }, 'error'],
    [{ level: 'custom' }, undefined],
    [{ level: 'low' }, 'error'],
    [{ severity: {}, level: 'info' }, 'info'],
    [{ severity: 400 }, 'warning'],
    [{ '@l': 'Warning' }, 'warning'],
    [{ '@level': 'info' }, 'info'],
    [{ levelname: 'INFO' }, 'info'],
    [{ LogLevel: 'Information' }, 'info'],
    [{ 'log.level': 'debug' }, 'debug'],
    [{ lvl: 'D2' }, 'debug'],
    [{ lvl: 'dbug' }, 'debug'],
    [{ SeverityText: 'INFO', SeverityNumber: 9 }, 'info'],
    [{ severity_number: 17 }, 'error'],
    [{ severity_number: 25 }, 'error'],
    [{ levelno: 50 }, 'critical'],
    [{ level_value: 20_000 }, 'info'],
    [{ PRIORITY: '6' }, 'info'],
    [{ levelname: {} }, 'error'],
    [{ levelname: 'constructor' }, 'error'],
    [{ status: 404, level: 'error' }, undefined],
    [{ status: 'active' }, undefined],
    [{ status: '', level: 'info' }, undefined],
  ])('%j: %s', (log, status) => expect(added(log)).toBe(status));

  test('the text says more than the stream, and less than an attribute', () => {
    expect(added({}, { textStatus: 'info' })).toBe('info');
    expect(added({}, { textStatus: 'emergency', stream: 'stdout' })).toBe('emergency');
    expect(added({ lvl: 'warn' }, { textStatus: 'info' })).toBe('warning');
  });

  test('nothing tells one: none is invented', () => {
    expect(added({}, { stream: undefined })).toBeUndefined();
    expect(added({}, { stream: 'stdout' })).toBe('info');
  });
});

describe('STATUS_FROM', () => {
  test.each([
    ['content,stream', 'error', 'warning', 'info'],
    ['stream, Content', 'error', 'warning', 'info'],
    ['stream', 'error', 'error', undefined],
    ['content', undefined, 'warning', 'info'],
    ['none', undefined, undefined, undefined],
  ])('%s', (from, bare, lvl, level) => {
    expect(added({}, {}, from)).toBe(bare);
    expect(added({ lvl: 'warn' }, {}, from)).toBe(lvl);
    expect(added({ level: 30 }, {}, from)).toBe(level);
  });

  test.each(['', 'all', 'content,none', 'content;stream'])('%j is refused with a sentence', (text) => {
    expect(parseStatusFrom(text)).toEqual({ because: expect.stringMatching(/content, stream.*none/) });
  });
});

test('every word of the table means its status, and none means two', () => {
  const words = Object.values(levelWords).flat();
  expect(new Set(words).size).toBe(words.length);
  for (const [status, list] of Object.entries(levelWords))
    for (const word of list) expect(statusOfLevel(word.toUpperCase(), undefined)).toBe(status);
});
