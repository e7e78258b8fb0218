import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { replayDestination } from '../src/adapters/wiring/replay-ports.ts';
import { bucketStore } from '../src/adapters/stores/s3.ts';
import { parseProcessing } from '../src/config/processing.ts';
import { parseReplayConfig } from '../src/config/replay.ts';
import { handleReplay } from '../src/replay/events/handle.ts';
import { defaultLimits } from '../src/replay/job.ts';
import { replayLogLine } from '../src/telemetry/replay-metrics.ts';
import { createLogReader } from '../src/logs/record-logs.ts';
import { systemClock } from '../src/adapters/clock.ts';

const config = parseReplayConfig(process.env);
const ports = {
  store: bucketStore(config.bucket, undefined, process.env),
  destination: replayDestination(config),
  logs: createLogReader(config.transform, await parseProcessing(process.env)),
  clock: systemClock,
};

/** Brings failed records back: direct invocation, SQS, Step Functions Distributed Map, S3 Batch Operations. */
export const handler = middy(async (event: unknown, context: Context) => {
  const owner = context.awsRequestId;
  const deadlineMs = systemClock.now() + context.getRemainingTimeInMillis();
  const job = { ...defaultLimits, ...config, raw: false, filter: {}, owner, deadlineMs };
  const { answer, report, failure } = await handleReplay(event, { ...config, job }, ports);
  if (report !== undefined)
    process.stdout.write(`${replayLogLine(report, config.bucket, systemClock.now())}\n`);
  if (failure !== undefined) throw failure;
  return answer;
});
