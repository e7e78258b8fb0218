import { afterEach, describe, expect, test } from '@jest/globals';
import { consoleDestination } from '../../support/aws/firehose.ts';
import { functionArn, processor, standIns, stopStandIns } from './stream-stand-ins.ts';

afterEach(stopStandIns);

describe('kubehose wake', () => {
  test('an update that changes nothing; without --yes none', async () => {
    const { firehose, run } = await standIns({ processors: [processor(functionArn)] });
    const before = firehose.description().destination;
    const plan = await run(['wake', '--stream', 'logs']);
    expect([plan.code, firehose.updates]).toEqual([0, 0]);
    expect(plan.stdout.text).toContain('With --yes it is.');
    const io = await run(['wake', '--stream', 'logs', '--yes']);
    expect([io.code, firehose.updates]).toEqual([0, 1]);
    expect(firehose.description().destination).toEqual(before);
  });

  test('a stream without processing stays without', async () => {
    const { firehose, run } = await standIns({});
    await run(['wake', '--stream', 'logs', '--yes']);
    const { ProcessingConfiguration, ...rest } = firehose.description().destination;
    expect(ProcessingConfiguration).toEqual({ Enabled: false, Processors: [] });
    expect(rest).toEqual({ ...consoleDestination, ProcessingConfiguration: undefined, ...rest });
  });

  test('one that is not ACTIVE, or somebody was faster: a sentence and 2', async () => {
    const creating = await (
      await standIns({ status: 'CREATING' })
    ).run(['wake', '--stream', 'logs', '--yes']);
    expect([creating.code, creating.stderr.text]).toEqual([2, expect.stringContaining('is CREATING')]);
  });
});
