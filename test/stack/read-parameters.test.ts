import { describe, expect, test } from '@jest/globals';
import { readParameters } from '../../src/stack/read-parameters.ts';

const place = 'eu-west-1:111122223333';
const stream = `arn:aws:firehose:${place}:deliverystream/logs`;

describe('readParameters', () => {
  test('without parameters: the stage names the stream, and everything has a default', () => {
    expect(readParameters({}, { stage: 'dev' })).toEqual({
      kind: 'deployment',
      deployment: {
        site: 'datadoghq.com',
        apiKeySecretArn: '',
        route: 'direct',
        clusterName: '',
        confirm: '',
        intakeConcurrency: undefined,
        noLogsAlarmHours: 0,
        processorBufferMB: 1,
        replayConcurrency: 2,
        transformConcurrency: undefined,
        streamName: 'kubehose-dev',
        existingStreamArn: '',
        backupBucketName: '',
        podExecutionRoleName: '',
        labelsAsTags: '',
        ddTags: '',
        tagsExclude: '',
        tagsInclude: '',
        kubernetesAttributes: 'keep',
        processingRules: '',
        containerExclude: '',
        containerInclude: '',
        autoMultiLine: 'true',
        continuousReplay: false,
        alarmTopicArn: '',
        retentionDays: 30,
        kmsKeyArn: '',
        deliveryBufferMB: 2,
        errorOutputPrefix: 'errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/',
      },
    });
  });

  test.each([
    [{ existingStreamArn: stream }, { streamName: 'logs', existingStreamArn: stream }],
    [{ existingStreamArn: stream, streamName: 'logs' }, { streamName: 'logs' }],
    [{ existingStreamArn: stream, backupBucketName: 'b-1' }, { backupBucketName: 'b-1' }],
    [{ streamName: 'a.b_c-1' }, { streamName: 'a.b_c-1' }],
    [{ site: ' us5.datadoghq.com ' }, { site: 'us5.datadoghq.com' }],
    [
      { continuousReplay: 'true', retentionDays: '3653' },
      { continuousReplay: true, retentionDays: 3_653 },
    ],
    [
      { route: 'intake', deliveryBufferMB: '3' },
      { route: 'intake', deliveryBufferMB: 3 },
    ],
    [{ deliveryBufferMB: '4' }, { deliveryBufferMB: 4 }],
    [
      { apiKeySecretArn: 'arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:dd/key-AbCdEf' },
      { apiKeySecretArn: 'arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:dd/key-AbCdEf' },
    ],
    [{ tagsInclude: 'team,env' }, { tagsInclude: 'team,env' }],
    [{ kubernetesAttributes: 'labels,host' }, { kubernetesAttributes: 'labels,host' }],
    [{ ddTags: 'team:shop env:prod' }, { ddTags: 'team:shop env:prod' }],
  ])('takes %j', (given, wanted) => {
    expect(readParameters(given, { stage: 'prod' })).toEqual({
      kind: 'deployment',
      deployment: expect.objectContaining(wanted),
    });
  });

  test.each([
    [{ site: 'datadoghq.org' }, /^site is "datadoghq.org"; allowed: datadoghq.com, /],
    [{ route: 'both' }, /^route is "both"; allowed: direct or intake$/],
    [{ apiKeySecretArn: 'datadog-key' }, /^apiKeySecretArn is "datadog-key"; allowed: the ARN/],
    [{ apiKeySecretArn: `arn:aws:ssm:${place}:parameter/key` }, /^apiKeySecretArn is /],
    [{ existingStreamArn: 'logs' }, /^existingStreamArn is "logs"; allowed: the ARN of a delivery stream/],
    [
      { existingStreamArn: stream, streamName: 'other' },
      /^streamName is "other", but existingStreamArn names "logs"/,
    ],
    [{ backupBucketName: 'bucket' }, /^backupBucketName goes together with existingStreamArn/],
    [{ existingStreamArn: stream, deliveryBufferMB: '2' }, /^deliveryBufferMB is for a stream of our own/],
    [{ existingStreamArn: stream, backupBucketName: 'No_Bucket' }, /^backupBucketName is "No_Bucket"/],
    [
      { podExecutionRoleName: 'arn:aws:iam::111122223333:role/pods' },
      /allowed: the name of a role, not its ARN$/,
    ],
    [{ continuousReplay: 'yes' }, /^continuousReplay is "yes"; allowed: true or false$/],
    [{ retentionDays: '31' }, /^retentionDays is "31"; allowed: a number of days/],
    [{ kmsKeyArn: `arn:aws:kms:${place}:alias/key` }, /^kmsKeyArn is /],
    [{ alarmTopicArn: 'alarms' }, /^alarmTopicArn is "alarms"/],
    [{ deliveryBufferMB: '5' }, /^deliveryBufferMB is "5"/],
    [{ deliveryBufferMB: '1.5' }, /^deliveryBufferMB is "1.5"/],
    [{ route: 'intake', deliveryBufferMB: '4' }, /can pass the 6 MB .* allowed with route=intake: 1 to 3$/],
    [{ labelsAsTags: '{"app":' }, /^labelsAsTags is .*; allowed: a JSON object/],
    [
      {
        ddTags: Array.from({ length: 400 }, (_, index) => `team:t${index}`).join(','),
        containerExclude: 'name:x',
      },
      /^ddTags \d+ \+ containerExclude 6 = \d+ bytes, but the variables of a Lambda function hold 4096 in all; allowed: 3196 bytes/,
    ],
    [{ tagsExclude: 'team:shop' }, /^tagsExclude is "team:shop"; allowed: names of tags .* more than a name/],
    [{ ddTags: 'shop' }, /^ddTags is "shop"; allowed: key:value/],
    [
      { kubernetesAttributes: 'none' },
      /^kubernetesAttributes is "none"; allowed: keep, drop, or members of the map/,
    ],
    [{ clusterName: 'a cluster' }, /^clusterName is "a cluster"/],
    [{ apiKey: '1' }, /^there is no parameter "apiKey"; there are: site, /],
    [{ constructor: '1' }, /^there is no parameter "constructor"/],
    [{ errorOutputPrefix: 'errors/' }, /^errorOutputPrefix "errors\/" lacks !\{firehose:error-output-type\}/],
  ])('refuses %j', (given, sentence) => {
    const read = readParameters(given, { stage: 'prod' });
    expect(read).toEqual({ kind: 'refused', problems: [expect.stringMatching(sentence)] });
  });

  test('a stage that makes names too long for Lambda is refused', () => {
    expect(readParameters({}, { stage: 'a'.repeat(45) }).kind).toBe('deployment');
    expect(readParameters({}, { stage: 'a'.repeat(46) })).toEqual({
      kind: 'refused',
      problems: [
        expect.stringMatching(/^the stage is "a+", .* 64 characters of Lambda; allowed: 45 characters$/),
      ],
    });
  });

  test('tells everything at once', () => {
    const read = readParameters({ site: 'x', route: 'y', z: '1' }, { stage: 'prod' });
    expect(read.kind === 'refused' && read.problems).toHaveLength(3);
  });
});
