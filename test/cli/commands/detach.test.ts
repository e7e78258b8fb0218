import { afterEach, describe, expect, test } from '@jest/globals';
import { consoleDestination } from '../../support/aws/firehose.ts';
import {
  decompression,
  foreignArn,
  functionArn,
  processor,
  processorsOf,
  standIns,
  stopStandIns,
} from './stream-stand-ins.ts';

afterEach(stopStandIns);

describe('kubehose detach', () => {
  test('takes the transform off; the stream is as it was before attach', async () => {
    const { firehose, run } = await standIns({});
    await run(['attach', '--stream', 'logs', '--yes']);
    const io = await run(['detach', '--stream', 'logs', '--yes']);
    expect(io.code).toBe(0);
    expect(firehose.description().destination).toEqual({
      ...consoleDestination,
      ProcessingConfiguration: { Enabled: false, Processors: [] },
    });
    expect(io.stdout.text).toMatch(/\nundo: aws firehose update-destination .*kubehose-prod-transform/);
  });

  test('other processors stay on', async () => {
    const { firehose, run } = await standIns({ processors: [decompression, processor(functionArn)] });
    expect((await run(['detach', '--stream', 'logs', '--yes'])).code).toBe(0);
    expect(firehose.description().destination['ProcessingConfiguration']).toEqual({
      Enabled: true,
      Processors: [decompression],
    });
  });

  test('another function stays, unless it is named', async () => {
    const { firehose, run } = await standIns({ processors: [processor(foreignArn)] });
    const refused = await run(['detach', '--stream', 'logs', '--yes']);
    expect([refused.code, firehose.updates]).toEqual([2, 0]);
    expect(refused.stderr.text).toContain(`${foreignArn} is not kubehose's transform`);
    expect((await run(['detach', '--stream', 'logs', '--function', foreignArn, '--yes'])).code).toBe(0);
    expect(processorsOf(firehose)).toEqual([]);
  });

  test('a function that is switched off goes as well, as attach advises, and the processing stays off', async () => {
    const processors = [decompression, processor(foreignArn)];
    const { firehose, run } = await standIns({ processors, enabled: false });
    const refused = await run(['attach', '--stream', 'logs', '--yes']);
    expect(refused.stderr.text).toContain(`kubehose detach --stream logs --function ${foreignArn}`);
    const io = await run(['detach', '--stream', 'logs', '--function', foreignArn, '--yes']);
    expect(io.code).toBe(0);
    expect(firehose.description().destination['ProcessingConfiguration']).toEqual({
      Enabled: false,
      Processors: [decompression],
    });
    expect((await run(['attach', '--stream', 'logs', '--yes'])).code).toBe(0);
  });

  test('where only Firehose can be asked, the name of the function decides', async () => {
    const ours = await standIns({ only: true, processors: [processor(`${functionArn}:live`)] });
    expect((await ours.run(['detach', '--stream', 'logs', '--yes'])).code).toBe(0);
    const foreign = await standIns({ only: true, processors: [processor(foreignArn)] });
    expect((await foreign.run(['detach', '--stream', 'logs', '--yes'])).code).toBe(2);
  });

  test('without --yes nothing changes; nothing attached is nothing to do', async () => {
    const { firehose, run } = await standIns({});
    const none = await run(['detach', '--stream', 'logs', '--yes']);
    expect([none.code, none.stdout.text]).toEqual([0, 'no function is on the stream logs\n']);
    await run(['attach', '--stream', 'logs', '--yes']);
    const dry = await run(['detach', '--stream', 'logs']);
    expect([dry.code, firehose.updates]).toEqual([0, 1]);
    expect(dry.stdout.text).toContain(`- Lambda LambdaArn = ${functionArn}\n`);
  });
});
