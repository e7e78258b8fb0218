import { describe, expect, test } from '@jest/globals';
import { parseStreamArn } from '../../src/firehose/arn.ts';

describe('parseStreamArn', () => {
  test.each([
    ['aws', 'eu-west-1'],
    ['aws-us-gov', 'us-gov-west-1'],
    ['aws-cn', 'cn-north-1'],
  ])('partition %s', (partition, region) => {
    expect(
      parseStreamArn(`arn:${partition}:firehose:${region}:111122223333:deliverystream/my.logs-1_a`),
    ).toEqual({
      region,
      accountId: '111122223333',
      streamName: 'my.logs-1_a',
    });
  });

  test.each([
    undefined,
    null,
    42,
    '',
    'logs',
    'arn:aws-other:firehose:eu-west-1:111122223333:deliverystream/logs',
    'arn:aws:kinesis:eu-west-1:111122223333:stream/logs',
    'arn:aws:firehose:eu-west-1:11112222333:deliverystream/logs',
    'arn:aws:firehose::111122223333:deliverystream/logs',
    'arn:aws:firehose:eu-west-1:111122223333:deliverystream/',
    'arn:aws:firehose:eu-west-1:111122223333:deliverystream/a,b',
    'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs\n',
    `arn:aws:firehose:eu-west-1:111122223333:deliverystream/${'a'.repeat(65)}`,
  ])('%p is no stream', (arn) => {
    expect(parseStreamArn(arn)).toBeUndefined();
  });
});
