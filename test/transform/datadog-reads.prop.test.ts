import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { readLog, type DatadogLog } from '../../src/datadog/reading/read-log.ts';
import { createRecordTransform } from '../../src/transform/record.ts';
import { kubernetesMaps } from '../support/lines.ts';
import { runs } from '../support/property.ts';

type Log = Readonly<Record<string, unknown>>;

const records = createRecordTransform(
  parseTransformConfig({ DD_SERVICE: 'fallback', DD_SOURCE: 'fallback' }),
);

const arrivalTimeMs = 1_674_838_500_000;

function delivered(line: Log): DatadogLog {
  const data = Buffer.from(`${JSON.stringify(line)}\n`);
  const output = records.transform({ data, arrivalTimeMs, streamArn: undefined });
  return readLog(JSON.parse(Buffer.from(output.data).toString()), arrivalTimeMs)!;
}

const innerFields = fc.record(
  {
    ddtags: fc.oneof(
      fc.constantFrom('own:1', 'own:1,env:inner', ''),
      fc.array(fc.constantFrom('own:1', 'x:y')),
    ),
    service: fc.constant('own-service'),
    ddsource: fc.constant('own-source'),
    status: fc.constantFrom('debug', 'error'),
    level: fc.constant('warn'),
    timestamp: fc.integer({ min: arrivalTimeMs - 60_000_000, max: arrivalTimeMs + 60_000 }),
    date: fc.constant('2020-01-01T00:00:00Z'),
    text: fc.string({ unit: 'binary' }),
  },
  { requiredKeys: ['text'] },
);
const outerTags = fc.option(fc.constantFrom('outer:1', 'outer:1,outer:2'), { nil: undefined });

describe('after the intake has lifted a JSON message', () => {
  test('the tags of the message, of the line and of the pod are all there', () => {
    fc.assert(
      fc.property(
        innerFields,
        outerTags,
        kubernetesMaps,
        fc.boolean(),
        (inner, ddtags, kubernetes, hasPrefix) => {
          const text = `${hasPrefix ? '2023-01-27T16:53:43.1Z stderr F ' : ''}${JSON.stringify(inner)}`;
          const outer = ddtags === undefined ? {} : { ddtags };
          const log = delivered({ log: text, ...outer, kubernetes });
          const { tags } = log;
          const innerTags = [inner.ddtags ?? []].flat().flatMap((tag) => tag.split(','));
          const own = [...innerTags, ...(ddtags ?? '').split(',')].filter((tag) => tag !== '');
          expect(tags).toEqual(expect.arrayContaining(own));
          const pod = kubernetes.pod_name;
          if (pod !== undefined && /^[\w-]+$/u.test(pod)) expect(tags).toContain(`pod_name:${pod}`);
          expect(tags).toContain('kube_distribution:eks');
        },
      ),
      runs(),
    );
  });

  test('what the message says of service, source, status and date stands, and nothing is said twice', () => {
    fc.assert(
      fc.property(innerFields, kubernetesMaps, (inner, kubernetes) => {
        const log = delivered({
          log: `2023-01-27T16:53:43.1Z stderr F ${JSON.stringify(inner)}`,
          kubernetes,
        });
        const { service, ddsource, status, level } = inner;
        if (ddsource !== undefined) expect(log.source).toBe(ddsource);
        if (service !== undefined) expect(log.service).toBe(service);
        expect(log.status).toBe(status ?? (level === undefined ? 'error' : 'warning'));
        if (level !== undefined && status === undefined) expect(log.attributes).not.toHaveProperty('status');
        // A date that is not near the arrival is the application's data: it stays, under another name.
        expect(log.date).toMatchObject({ kind: 'date', ms: inner.timestamp ?? 1_674_838_423_100 });
        if (inner.date !== undefined) expect(Object.values(log.attributes)).toContain(inner.date);
      }),
      runs(),
    );
  });
});
