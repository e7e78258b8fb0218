import { describe, expect, test } from '@jest/globals';
import { deployedParameters, destructiveChanges, parametersOutput } from '../../src/stack/deployed.ts';
import { readParameters, type Deployment } from '../../src/stack/read-parameters.ts';

const place = 'eu-west-1:111122223333';
const existingStreamArn = `arn:aws:firehose:${place}:deliverystream/others`;
const before = {
  streamName: 'logs',
  apiKeySecretArn: `arn:aws:secretsmanager:${place}:secret:key-AbCdEf`,
  kmsKeyArn: `arn:aws:kms:${place}:key/11111111-2222-3333-4444-555555555555`,
  route: 'direct',
};

describe('an update of a deployed stack', () => {
  test('with the same parameters goes through', () => {
    expect(changesOf(before)).toEqual([]);
    expect(changesOf({ ...before, ddTags: 'team:shop' })).toEqual([]);
  });

  test.each(['streamName', 'apiKeySecretArn', 'kmsKeyArn'] as const)('that forgets %s is refused', (name) => {
    const { [name]: _, ...rest } = before;
    expect(changesOf(rest)).toEqual([name]);
  });

  test('that changes the route or the stream is refused, unless it is confirmed by name', () => {
    expect(changesOf({ ...before, route: 'intake' })).toEqual(['route']);
    const { streamName: _, ...rest } = before;
    const moved = { ...rest, existingStreamArn, confirm: 'other' };
    expect(changesOf(moved)).toEqual(['streamName', 'existingStreamArn']);
    expect(changesOf({ ...moved, confirm: 'logs' })).toEqual([]);
  });

  test('says what would be destroyed, and both ways on', () => {
    expect(destructiveChanges(deploymentOf({}), outputsOf({ streamName: 'logs' }))).toEqual([
      'streamName is "kubehose-prod", but the deployed stack has "logs": CloudFormation deletes the stream with everything in it; ' +
        'running pods keep writing to it until they restart with a new ConfigMap. ' +
        'Keep it by --param streamName=logs, or allow the change by --param confirm=logs',
    ]);
  });

  test('of a stack without the output is judged by the name of its stream', () => {
    const changes = destructiveChanges(deploymentOf({ ...before, streamName: 'others' }), {
      StreamName: 'logs',
    });
    expect(changes).toEqual([expect.stringMatching(/^streamName /)]);
    expect(destructiveChanges(deploymentOf(before), {})).toEqual([]);
  });
});

test('doctor reads the topic from the output', () => {
  const alarmTopicArn = `arn:aws:sns:${place}:alarms`;
  expect(deployedParameters(outputsOf({ ...before, alarmTopicArn }))['alarmTopicArn']).toBe(alarmTopicArn);
});

function changesOf(given: Readonly<Record<string, string>>): string[] {
  const changes = destructiveChanges(deploymentOf(given), outputsOf(before));
  return changes.map((sentence) => sentence.slice(0, sentence.indexOf(' ')));
}

function outputsOf(given: Readonly<Record<string, string>>): Record<string, string> {
  const deployment = deploymentOf(given);
  return { StreamName: deployment.streamName, Parameters: parametersOutput(deployment) };
}

function deploymentOf(given: Readonly<Record<string, string>>): Deployment {
  const read = readParameters(given, { stage: 'prod' });
  if (read.kind === 'refused') throw new Error(read.problems.join('\n'));
  return read.deployment;
}
