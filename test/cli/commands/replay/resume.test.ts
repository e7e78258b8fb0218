import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { expect, test } from '@jest/globals';
import type { Arguments } from '../../../../src/cli/command.ts';
import {
  readReplayRequest,
  replayOptions,
  type ReplayRequest,
} from '../../../../src/cli/commands/replay/options.ts';
import { resumeCommand } from '../../../../src/cli/commands/replay/resume.ts';
import { fakeIo } from '../../fake-io.ts';

function argumentsOf(args: readonly string[]): Arguments {
  const options = Object.entries(replayOptions).map(([name, { type, short, multiple = false }]) => [
    name,
    { type, multiple, ...(short !== undefined && { short }) },
  ]);
  return parseArgs({ args: [...args], options: Object.fromEntries(options), allowPositionals: true });
}

const read = (args: readonly string[], nowMs: number): Promise<ReplayRequest> =>
  readReplayRequest(argumentsOf(args), fakeIo(), nowMs, 'owner');

/** As a shell takes it apart. */
function wordsOf(command: string): string[] {
  const script = `set -- ${command}; for word; do printf '%s\\0' "$word"; done`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

test.each([
  [['s3://bucket/errors/']],
  [["s3://bucket/it's (a) $PREFIX `x` \\ *"]],
  [['s3://bucket', '--since', '2h', '--until', '1h', '--raw', '--json']],
  [['s3://bucket', '--error-code', 'HttpEndpoint.*', '--error-code', "it's", '--tag', 'team:größe & mehr']],
  [['s3://bucket', '--rate', '2GB/s', '--old', 'send', '--after', 'delete', '--region', 'eu-west-1']],
  [['s3://bucket', '--rate', '1.001KiB/s', '--concurrency', '64', '--max-attempts', '9']],
  [['s3://bucket', '--to', 'firehose:logs', '--region', 'eu-west-1']],
  [['s3://bucket', '--to', 'firehose:arn:aws:firehose:eu-west-3:111122223333:deliverystream/logs']],
  [['s3://bucket', '--to', 'arn:aws:firehose:eu-west-3:111122223333:deliverystream/logs']],
  [['.', '--yes']],
])('what is interrupted goes on as it was asked for: %j', async (args) => {
  const nowMs = Date.UTC(2026, 10, 21, 12, 0, 0, 123);
  const request = await read(args, nowMs);
  const [name, command, ...rest] = wordsOf(resumeCommand(request));
  expect([name, command]).toEqual(['kubehose', 'replay']);
  const resumed = await read(rest, nowMs + 86_400_000);
  const bytesPerSecond = request.job.bytesPerSecond && Math.ceil(request.job.bytesPerSecond);
  const { option: _, ...target } = { option: '', ...request.target };
  expect(resumed).toMatchObject({
    ...request,
    confirmed: true,
    target,
    job: { ...request.job, bytesPerSecond },
  });
});
