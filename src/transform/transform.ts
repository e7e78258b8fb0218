import { decodeBase64 } from '../codec/base64.ts';
import { ByteWriter } from '../codec/byte-writer.ts';
import { ScratchBuffer } from '../codec/scratch.ts';
import type { TransformConfig } from '../config/transform.ts';
import { maxResponseBytes, type TransformationResponse } from '../firehose/transformation.ts';
import { readEvent, readRecord, type ReceivedRecord } from './event.ts';
import { ResponseBudget, type Fate } from './fit.ts';
import { count, noLines, type LineCounts, type RecordCounts, type TransformReport } from './outcome.ts';
import { putBackRecords, type PutBack } from './put-back.ts';
import { createRecordTransform, type RecordTransform } from './record.ts';

export interface TransformResult {
  readonly response: TransformationResponse;
  readonly report: TransformReport;
}

/**
 * Answers one data-transformation event. It rejects only for an event without a `records` array; whatever a record holds, it is
 * answered once, under its own id and in its place, and the serialised response stays within Lambda's limit.
 *
 * `putBack` puts records on the stream again when the response would be too large; without it they fail, and S3 keeps them.
 */
export type Transform = (event: unknown, putBack?: PutBack) => Promise<TransformResult>;

export function createTransform(config: TransformConfig): Transform {
  const pass = createPass(createRecordTransform(config));
  return async (event, putBack) => {
    const received = readEvent(event);
    const lines = noLines();
    const budget = new ResponseBudget();
    for (const record of received.records) pass(readRecord(record), received.streamArn, budget, lines);
    budget.fit();
    await putBackRecords(budget, received.isFromKinesis ? undefined : received.streamArn, putBack);
    return {
      response: budget.response(),
      report: {
        lines,
        records: countRecords(received.records.length, budget.fates),
        responseBytes: budget.bytes,
      },
    };
  };
}

/** Decodes, transforms and answers one record, with buffers that are kept between records. */
function createPass(
  records: RecordTransform,
): (
  record: ReceivedRecord,
  streamArn: string | undefined,
  budget: ResponseBudget,
  lines: LineCounts,
) => void {
  const scratch = new ScratchBuffer();
  const writer = new ByteWriter();
  const encode = (): string => writer.toBase64();
  return ({ recordId, data, arrivalTimeMs }, streamArn, budget, lines) => {
    // Without an id it cannot be answered; it is counted as failed.
    if (recordId === undefined || recordId === null) return undefined;
    if (data === undefined) return budget.add(recordId, { kind: 'failed', reason: 'no_data' });
    const end = decodeBase64(data, scratch);
    if (end === undefined) {
      count(lines.untouched, 'invalid_base64');
      return budget.add(recordId, { kind: 'untouched', data });
    }
    const done = records.pass(
      { bytes: scratch.bytes, end, arrivalTimeMs, streamArn, maxEnrichedBytes: maxResponseBytes },
      writer,
      lines,
    );
    if (!done.changed) return budget.add(recordId, { kind: 'untouched', data });
    const enrichedLength = Math.ceil(done.enrichedBytes / 3) * 4;
    return budget.addEnriched(recordId, data, done.hasObject, enrichedLength, encode);
  };
}

function countRecords(received: number, fates: readonly Fate[]): RecordCounts {
  const withoutId = received - fates.length;
  const counts: RecordCounts = {
    in: received,
    delivered: 0,
    untouched: 0,
    dropped: 0,
    failed: withoutId > 0 ? { no_record_id: withoutId } : {},
    reingested: 0,
  };
  for (const fate of fates) {
    if (fate.kind === 'failed') count(counts.failed, fate.reason);
    else if (fate.kind === 'reingested') counts.reingested += 1;
    else counts.delivered += 1;
    if (fate.kind === 'untouched') counts.untouched += 1;
  }
  return counts;
}
