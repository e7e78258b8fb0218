import middy from '@middy/core';
import type { Context, FirehoseTransformationEvent } from 'aws-lambda';
import { parseProcessing } from '../src/config/processing.ts';
import { parseTransformConfig } from '../src/config/transform.ts';
import { putRecords } from '../src/delivery/put-records.ts';
import { parseStreamArn } from '../src/firehose/arn.ts';
import { transformLogLine } from '../src/telemetry/transform-metrics.ts';
import type { PutBack } from '../src/transform/put-back.ts';
import { createTransform } from '../src/transform/transform.ts';

/** How long records are tried to be put back at most, and what of the function's time is left for the last call and the answer. */
const putBackMs = 20_000;
const answerTimeMs = 12_000;

const transform = createTransform(parseTransformConfig(process.env), await parseProcessing(process.env));

/** The data-transformation processor of a delivery stream. */
export const handler = middy(async (event: FirehoseTransformationEvent, context: Context) => {
  const lateMs = context.getRemainingTimeInMillis() / 3;
  const isLate = (): boolean => context.getRemainingTimeInMillis() < lateMs;
  const { response, report } = await transform(event, putBackWithin(context), isLate);
  const streamName = parseStreamArn(event.deliveryStreamArn)?.streamName ?? 'unknown';
  process.stdout.write(`${transformLogLine(report, streamName, Date.now())}\n`);
  return response;
});

function putBackWithin(context: Context): PutBack {
  return async (streamArn, records) => {
    const stream = parseStreamArn(streamArn);
    if (stream === undefined) return [];
    // Loaded here and not above: most cold starts never put anything back.
    const { firehosePort } = await import('../src/adapters/send/firehose.ts');
    return putRecords(records, firehosePort(stream.streamName, stream.region), {
      deadlineMs: Date.now() + Math.min(putBackMs, context.getRemainingTimeInMillis() - answerTimeMs),
      now: Date.now,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      random: Math.random,
    });
  };
}
