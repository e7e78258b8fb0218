import { describe, expect, test } from '@jest/globals';
import { runCli } from '../../../src/cli/run.ts';
import { fakeIo } from '../fake-io.ts';

describe('kubehose manifests', () => {
  test('prints YAML for kubectl', async () => {
    const io = fakeIo();
    expect(await runCli(['manifests', '--stream', 'logs', '--region', 'eu-west-1'], io)).toBe(0);
    expect(io.stdout.text).toContain('    aws-observability: enabled\n');
    expect(io.stdout.text).toContain('        delivery_stream logs\n');
    expect(io.stdout.text).toContain('kubectl diff');
    expect(io.stdout.text).not.toContain('sample-app');
  });

  test('the sample comes when asked for, and the region from the environment', async () => {
    const io = fakeIo({ env: { AWS_REGION: 'eu-west-3' } });
    expect(await runCli(['manifests', '--stream', 'logs', '--sample'], io)).toBe(0);
    expect(io.stdout.text).toContain('    region eu-west-3\n');
    expect(io.stdout.text).toContain('  name: sample-app\n');
  });

  test('prints the policy of the pod execution role', async () => {
    const io = fakeIo();
    expect(await runCli(['manifests', '--stream', 'logs', '--region', 'us-gov-west-1', '--policy'], io)).toBe(
      0,
    );
    expect(JSON.parse(io.stdout.text)).toMatchObject({
      Statement: [{ Resource: 'arn:aws-us-gov:firehose:us-gov-west-1:*:deliverystream/logs' }, {}],
    });
  });

  test.each([
    [[], '--stream is not set'],
    [['--stream', 'logs'], '--region is not set'],
    [['--stream', 'my logs', '--region', 'eu-west-1'], '--stream is "my logs"; allowed: a stream name'],
    [
      ['--stream', 'logs', '--region', 'Ireland'],
      '--region is "Ireland"; allowed: a region such as eu-west-1',
    ],
    [['--stream', 'logs', '--region', 'eu-west-1', '--policy', '--crio'], '--policy prints a policy only'],
  ])('%j is refused', async (args, sentence) => {
    const io = fakeIo();
    expect(await runCli(['manifests', ...args], io)).toBe(1);
    expect(io.stderr.text).toContain(sentence);
    expect(io.stdout.text).toBe('');
  });
});
