import { describe, expect, test } from '@jest/globals';
import { diagnose } from '../../../src/stream/doctor.ts';
import { findingsOf, found, none, ports } from '../doctor-ports.ts';
import { lambdaProcessor, streamOf } from '../streams.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:kubehose-prod-transform';
const sound = {
  processing: { enabled: true, processors: [lambdaProcessor(functionArn, { BufferSizeInMBs: '1' })] },
  secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbCdEf',
  backup: { errorOutputPrefix: 'errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/' },
};

describe('what is around the stream', () => {
  test('the pod execution role is checked where it is named', async () => {
    const podExecutionRoleArn = 'arn:aws:iam::111122223333:role/pods';
    const answers = ports({ missing: ['firehose:PutRecordBatch'] });
    const [finding] = findingsOf(await diagnose(streamOf(sound), { ...none, podExecutionRoleArn }, answers));
    expect(finding).toMatchObject({
      check: 'pod execution role',
      what: expect.stringContaining(podExecutionRoleArn),
    });
    expect(findingsOf(await diagnose(streamOf(sound), none, answers))).toEqual([]);
  });

  test.each([
    [
      'notify nobody',
      { Version: '0.2.0', Parameters: '{"alarmTopicArn":""}' },
      [
        ['finding', 'alarms'],
        ['healthy', 'version'],
      ],
    ],
    [
      'another version',
      { Version: '0.1.9', Parameters: '{"alarmTopicArn":"arn"}' },
      [
        ['healthy', 'alarms'],
        ['healthy', 'version'],
      ],
    ],
    [
      'a stack from before',
      {},
      [
        ['unknown', 'alarms'],
        ['unknown', 'version'],
      ],
    ],
  ])('a stack whose outputs say: %s', async (_, value, wanted) => {
    const list = await diagnose(
      streamOf(sound),
      { ...none, stackOutputs: { kind: 'found', value } },
      ports({}),
    );
    const kinds = list.flatMap((item) => {
      const check = item.kind === 'finding' ? item.finding.check : item.check;
      return check === 'alarms' || check === 'version' ? [[item.kind, check]] : [];
    });
    expect(kinds).toEqual(expect.arrayContaining(wanted));
    expect(kinds).toHaveLength(wanted.length);
  });

  test('what is not known is not called healthy', async () => {
    const other = {
      processing: {
        enabled: true,
        processors: [lambdaProcessor('arn:aws:lambda:eu-west-1:111122223333:function:masking')],
      },
    };
    const list = await diagnose(
      streamOf({ ...sound, ...other, url: 'https://example.com/' }),
      none,
      ports({
        function: found({ handler: 'index.handler', timeoutSeconds: 60, memoryMB: 128, environment: {} }),
      }),
    );
    const unknown = list.flatMap((item) => (item.kind === 'unknown' ? [item.check] : []));
    expect(unknown).toEqual(['endpoint', 'function']);
  });
});
