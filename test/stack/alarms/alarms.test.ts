import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { alarmResources } from '../../../src/stack/alarms/alarms.ts';
import { at, root } from '../../support/packaged.ts';

const alarms = alarmResources({
  name: 'kubehose-prod',
  streamName: 'logs',
  ownStream: true,
  noLogsAlarmHours: 6,
  bucketName: { Ref: 'BackupBucket' },
  bucketText: '${BackupBucket}',
  errorPrefix: 'errors/',
  route: 'direct',
  hasReplay: true,
  continuousReplay: true,
  alarmTopicArn: '',
});

describe('replay-backlog-age', () => {
  // After the third receive SQS counts a message no longer: the age never gets beyond that of objects tried twice.
  // Source: Amazon SQS developer guide, `sqs-available-cloudwatch-metrics`.
  test('rings before the third attempt, and not for the delay and the first one', () => {
    const file = readFileSync(join(root, 'resources', 'continuous-replay.yml'), 'utf8');
    const queue: unknown = at(parse(file), 'resources', 'Resources', 'ReplayQueue', 'Properties');
    const [delay, again] = [Number(at(queue, 'DelaySeconds')), Number(at(queue, 'VisibilityTimeout'))];
    const threshold = Number(at(alarms['BacklogAgeAlarm'], 'Properties', 'Threshold'));
    expect(threshold).toBeGreaterThan(delay + again);
    expect(threshold).toBeLessThan(delay + 2 * again);
  });
});
