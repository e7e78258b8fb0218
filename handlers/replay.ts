import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { replayDestination, replayStore } from '../src/adapters/wiring/replay-ports.ts';
import { parseReplayConfig } from '../src/config/replay.ts';
import { handleReplay } from '../src/replay/events/handle.ts';
import { defaultLimits } from '../src/replay/job.ts';
import { replayLogLine } from '../src/telemetry/replay-metrics.ts';
import { createRecordTransform } from '../src/transform/record.ts';

const config = parseReplayConfig(process.env);
const ports = {
  store: replayStore(config.bucket, undefined, process.env),
  destination: replayDestination(config),
  transform: createRecordTransform(config.transform),
  clock: {
    now: Date.now,
    random: Math.random,
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  },
};

/** Brings failed records back: direct invocation, SQS, Step Functions Distributed Map, S3 Batch Operations. */
export const handler = middy(async (event: unknown, context: Context) => {
  const owner = context.awsRequestId;
  const deadlineMs = Date.now() + context.getRemainingTimeInMillis();
  const job = { ...defaultLimits, ...config, raw: false, filter: {}, owner, deadlineMs };
  const { answer, report, failure } = await handleReplay(event, { ...config, job }, ports);
  if (report !== undefined) process.stdout.write(`${replayLogLine(report, config.bucket, Date.now())}\n`);
  if (failure !== undefined) throw failure;
  return answer;
});
