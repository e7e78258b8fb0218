import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { statusAttributes } from '../../../src/datadog/reserved.ts';
import { readLog, type DatadogLog } from '../../../src/datadog/reading/read-log.ts';
import { datadogStatus } from '../../../src/datadog/status/datadog-status.ts';
import { kubernetesMaps } from '../../support/lines.ts';
import { runs } from '../../support/property.ts';
import { arrivalTimeMs, criTime } from '../../support/transformed.ts';
import { explained } from './stages.ts';

const levels = fc.constantFrom<unknown>('warn', 'INFO', 'SEVERE', 'x', '', 50, 3, 404, null, {}, []);
const dates = fc.oneof(
  fc.integer({ min: arrivalTimeMs - 60_000_000, max: arrivalTimeMs + 6_000_000 }),
  fc.constantFrom<unknown>(
    '2023-01-27',
    '2023-01-27T16:50:00Z',
    '2020-01-01T00:00:00Z',
    1_674_838_200,
    'x',
    null,
  ),
);
const names = fc.constantFrom<unknown>('own', '', ' ', 7, null, {});
const fields = fc.record(
  {
    status: levels,
    severity: levels,
    level: levels,
    lvl: levels,
    timestamp: dates,
    '@timestamp': dates,
    date: dates,
    time: dates,
    service: names,
    'syslog.appname': names,
    msg: fc.constantFrom('x', 'panic: y'),
  },
  { requiredKeys: [] },
);
const settings = fc.record({
  STATUS_FROM: fc.constantFrom('content,stream', 'content', 'stream', 'none'),
  SERVICE_FROM: fc.constantFrom('line', 'pod'),
  DD_SERVICE: fc.constantFrom('', 'fallback'),
  RENAME_ATTRIBUTES: fc.constantFrom('', 'level:my_level,status:code'),
});

/** A text that is empty says nothing. */
const named = ({ attributes }: DatadogLog) =>
  statusAttributes
    .map((name) => attributes[name])
    .find((value) => ![undefined, null, ''].includes(value as null));
const hasStatus = (log: DatadogLog) => named(log) !== undefined;
const statusOf = (log: DatadogLog) => datadogStatus(named(log)).status;

test('what explain says of date, status and service is what Datadog reads', () => {
  fc.assert(
    fc.property(
      fields,
      fc.option(fields, { nil: undefined }),
      fc.option(kubernetesMaps, { nil: undefined }),
      settings,
      (outer, inner, kubernetes, environment) => {
        const text = inner === undefined ? 'panic: x' : JSON.stringify(inner);
        const line = JSON.stringify({ ...outer, log: `${criTime} stderr F ${text}`, kubernetes });
        const { after, date, status, service } = explained(line, environment);
        const log = readLog(after, arrivalTimeMs)!;
        if (hasStatus(log)) expect(status?.value).toBe(statusOf(log));
        else expect(status).toBeUndefined();
        expect(service?.value).toBe(log.service?.trim() === '' ? undefined : log.service);
        if (log.date.kind === 'date') expect(date?.value).toBe(new Date(log.date.ms).toISOString());
      },
    ),
    runs(),
  );
});
