import { expect, test } from '@jest/globals';
import { transformLogLine } from '../../src/telemetry/transform-metrics.ts';
import type { TransformReport } from '../../src/transform/outcome.ts';

const report: TransformReport = {
  records: {
    in: 9,
    delivered: 4,
    untouched: 1,
    dropped: 0,
    failed: { too_large: 2, no_data: 1 },
    reingested: 2,
    packed: 3,
  },
  lines: {
    enriched: 7,
    untouched: { not_json: 3, empty: 1 },
    joined: new Map([
      ['java', 5],
      ['partial', 1],
    ]),
    excluded: new Map([['health', 3]]),
    sampled: new Map([['debug', 2]]),
    masked: new Map([
      ['cards', 4],
      ['__proto__', 1],
    ]),
    badRules: new Map([['typo', 1]]),
    ddtagsReplaced: 1,
  },
  responseBytes: 1_234,
};

test('one line, a document of the embedded metric format whose every metric has its value beside it', () => {
  const line = transformLogLine(report, 'logs', 1_767_323_045_000);
  expect(line).not.toContain('\n');
  const document = JSON.parse(line) as Record<string, unknown> & {
    _aws: {
      Timestamp: number;
      CloudWatchMetrics: [{ Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }];
    };
  };
  const [metrics] = document._aws.CloudWatchMetrics;
  expect(document._aws.Timestamp).toBe(1_767_323_045_000);
  expect(metrics.Namespace).toBe('kubehose');
  for (const name of [...metrics.Dimensions.flat(), ...metrics.Metrics.map(({ Name }) => Name)]) {
    expect(document[name]).toBeDefined();
  }
  expect(document).toMatchObject({
    DeliveryStreamName: 'logs',
    RecordsIn: 9,
    RecordsDelivered: 4,
    RecordsUntouched: 1,
    RecordsFailed: 3,
    RecordsReingested: 2,
    LinesEnriched: 7,
    LinesUntouched: 4,
    LinesIn: 22,
    LogsOut: 11,
    LinesJoined: 6,
    LinesExcluded: 3,
    LinesSampled: 2,
    LogsMasked: 5,
    BadRules: 1,
    ResponseBytes: 1_234,
    failed: { too_large: 2, no_data: 1 },
    untouched: { not_json: 3, empty: 1 },
    joined: { java: 5, partial: 1 },
    excluded: { health: 3 },
    sampled: { debug: 2 },
    badRules: { typo: 1 },
  });
});
