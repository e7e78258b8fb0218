import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { policyForStream } from '../../src/cluster/pod-execution-role-policy.ts';

const file = new URL('../../resources/pod-execution-role-policy.json', import.meta.url);

test('the file is the policy for the default stream in any region and account', () => {
  const everywhere = { partition: 'aws', region: '*', accountId: '*' };
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(policyForStream(everywhere, 'kubehose-prod', ''));
});

test('with a cluster, its log group only', () => {
  const place = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333' };
  expect(policyForStream(place, 'logs', 'shop').Statement[1].Resource).toEqual([
    'arn:aws:logs:eu-west-1:111122223333:log-group:shop-fluent-bit-logs',
    'arn:aws:logs:eu-west-1:111122223333:log-group:shop-fluent-bit-logs:*',
  ]);
});
