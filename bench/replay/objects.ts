import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatFailedRecord } from '../../src/firehose/error-output.ts';
import { events } from '../transform/records.ts';

/** Bytes of one object, as Firehose's backup buffer makes them by default. */
const objectBytes = 5_000_000;

/** Writes objects of failed records, real Fluent Bit records in their envelopes, until `bytes` bytes are there. */
export function writeObjects(
  directory: string,
  bytes: number,
  nowMs: number,
): { objects: number; records: number } {
  mkdirSync(directory, { recursive: true });
  const lines = events()
    .flatMap(({ records }) => records)
    .map(({ data }) => Buffer.from(lineOf(data, nowMs)));
  let objects = 0;
  let records = 0;
  for (let written = 0, at = 0; written < bytes; objects += 1) {
    const parts: Buffer[] = [];
    let size = 0;
    while (size < objectBytes && written + size < bytes) {
      const line = lines[at++ % lines.length]!;
      parts.push(line);
      size += line.length;
    }
    writeFileSync(join(directory, `object-${String(objects).padStart(6, '0')}`), Buffer.concat(parts));
    written += size;
    records += parts.length;
  }
  return { objects, records };
}

function lineOf(rawData: string, nowMs: number): string {
  return formatFailedRecord({
    kind: 'processing-failed',
    attemptsMade: 4,
    arrivalTimestamp: nowMs - 3_600_000,
    errorCode: 'Lambda.FunctionError',
    errorMessage: 'The Lambda function was successfully invoked but it returned an error result.',
    attemptEndingTimestamp: nowMs - 3_500_000,
    rawData,
    lambdaARN: 'arn:aws:lambda:eu-west-1:111122223333:function:f:$LATEST',
  });
}
