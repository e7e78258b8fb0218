import { describe, expect, test } from '@jest/globals';
import { criTime, type Environment, type Log } from '../../support/transformed.ts';
import { explained, inLines } from './stages.ts';

type Case = readonly [name: string, line: Log, environment: Environment, lines: readonly string[]];

const prefixed = (message: Log, stream = 'stderr') => ({
  log: `${criTime} ${stream} F ${JSON.stringify(message)}`,
});
const first = 'the other comes first';

describe('the date', () => {
  const good = '2023-01-27T16:50:00.000Z';
  const arrival = '2023-01-27T16:55:00.000Z';
  const cri = 'the CRI time: a date of the log comes first';
  const impossible = 'no time at which the line can have been written';
  test.each<Case>([
    ['the CRI time', prefixed({}), {}, ['2023-01-27T16:53:43.110Z from the CRI time']],
    ['the arrival', { message: 'x' }, {}, [`${arrival} from the arrival of the record`]],
    ['of the log', prefixed({ timestamp: good }), {}, [`${good} from timestamp of the JSON message`, cri]],
    [
      'what cannot win',
      {
        ...prefixed({ date: '2023-01-27', eventTime: 'soon', Timestamp: null }),
        timestamp: '2020-01-01T00:00:00Z',
        _timestamp: '2023-02-01T00:00:00Z',
      },
      {},
      [
        '2023-01-27T16:53:43.110Z from the CRI time',
        'timestamp of the log: too old for Datadog',
        '_timestamp of the log: too far ahead',
        'Timestamp of the JSON message: it is null',
        'eventTime of the JSON message: no date that can be read',
        'date of the JSON message: a day without a time of day',
      ],
    ],
    [
      'two that are good',
      prefixed({ date: good, timestamp: good }),
      {},
      [`${good} from timestamp of the JSON message`, `date of the JSON message: ${first}`, cri],
    ],
    [
      'one that must be converted',
      prefixed({ timestamp: 1_674_838_200, date: good }),
      {},
      [
        `${good} from date of the JSON message`,
        'timestamp of the JSON message: Datadog does not read this form, and the other it does',
        cri,
      ],
    ],
    [
      'local time',
      prefixed({ timestamp: '2023-01-27T17:53:43' }),
      {},
      [
        '2023-01-27T16:53:43.110Z from the CRI time',
        'timestamp of the JSON message: local time: it names no zone, and as UTC the CRI time speaks against it',
      ],
    ],
    [
      'a time of the logger',
      prefixed({ level: 'info', time: good }),
      {},
      [
        '2023-01-27T16:53:43.110Z from the CRI time',
        'the time that the logger wrote: the CRI time comes first',
      ],
    ],
    [
      'of the logger',
      { message: 'x', level: 'info', time: good },
      {},
      [`${good} from the time that the logger wrote`],
    ],
    [
      'times at which nobody wrote the line, and a date that is too old without a CRI time',
      { message: 'x', level: 'info', time: '2020-01-01T00:00:00Z', timestamp: '2020-01-01T00:00:00Z' },
      {},
      [
        `${arrival} from the arrival of the record`,
        'timestamp of the log: too old for Datadog',
        `the time that the logger wrote: ${impossible}`,
      ],
    ],
    [
      'the CRI time of a clock that was not set',
      { log: '1970-01-01T00:00:01Z stderr F x' },
      {},
      [`${arrival} from the arrival of the record`, `the CRI time: ${impossible}`],
    ],
    [
      'what an earlier pass found too old',
      { message: 'x', level: 'info', time: good, original_timestamp: '2020-01-01T00:00:00Z' },
      {},
      [
        'the time of reception from original_timestamp of an earlier pass: too old for Datadog',
        `the time that the logger wrote: ${first}`,
      ],
    ],
  ])('%s', (_, line, environment, lines) => {
    expect(inLines(explained(JSON.stringify(line), environment).date)).toEqual(lines);
  });
});
