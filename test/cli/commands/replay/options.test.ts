import { describe, expect, test } from '@jest/globals';
import { runCli } from '../../../../src/cli/run.ts';
import { fakeIo } from '../../fake-io.ts';

async function run(args: readonly string[]): Promise<{ code: number; error: string }> {
  const io = fakeIo();
  return { code: await runCli(['replay', ...args], io), error: io.stderr.text };
}

describe('usage', () => {
  test.each([
    [[], /where are the failed records\?/],
    [['nowhere'], /nowhere is not there/],
    [['s3://'], /no name of a bucket/],
    [['s3://No_Bucket/x'], /"No_Bucket" in s3:\/\/No_Bucket\/x is no name of a bucket/],
    [['gs://bucket/x'], /neither s3:\/\/BUCKET\/PREFIX nor a directory/],
    [['.', '--since', 'yesterday'], /--since is "yesterday"; allowed: how long ago/],
    [['.', '--since', '1h', '--until', '1d'], /--since must be before --until/],
    [['.', '--old', 'drop'], /--old is "drop"; allowed: restamp, skip or send/],
    [['.', '--after', 'x'], /--after is "x"; allowed: move, delete or keep/],
    [['.', '--rate', '5'], /--rate is "5"; allowed: bytes a second/],
    [['.', '--tag', 'shop'], /--tag is "shop"; allowed: key:value/],
    [['.', '--to', 'kafka:x'], /--to is "kafka:x"; allowed: datadog or firehose:STREAM/],
    [['.', '--to', 'firehose:logs', '--old', 'restamp'], /--old restamp works towards Datadog only/],
    [['.', '--concurrency', '0'], /--concurrency is "0"/],
    [['.', '--nothing'], /nothing/],
    [['.', 'other'], /unexpected "other"/],
  ])('%j', async (args, sentence) => {
    const { code, error } = await run(args);
    expect(code).toBe(1);
    expect(error).toMatch(sentence);
    expect(error.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  });

  test('without a key', async () => {
    const { code, error } = await run(['test/replay', '--yes']);
    expect(code).toBe(1);
    expect(error).toContain('DD_API_KEY is not set');
  });
});
