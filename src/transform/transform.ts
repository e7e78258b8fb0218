import { decodeBase64To, decodedBytes } from '../codec/base64.ts';
import { ByteWriter } from '../codec/byte-writer.ts';
import { ScratchBuffer } from '../codec/scratch.ts';
import type { TransformConfig } from '../config/transform.ts';
import { maxResponseBytes, type TransformationResponse } from '../firehose/transformation.ts';
import { readEvent, readRecord, type ReceivedRecord } from './event.ts';
import { ResponseBudget, type Fate } from './fit.ts';
import { count, noLines, type LineCounts, type RecordCounts, type TransformReport } from './outcome.ts';
import { putBackRecords, type PutBack } from './put-back.ts';
import { ReadingRoom, type RecordReader, type RecordView } from './read-record.ts';
import { createStages } from './record.ts';
import type { RecordWriter } from './write-record.ts';

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
  const stages = createStages(config);
  const scratch = new ScratchBuffer();
  const writer = new ByteWriter();
  return async (event, putBack) => {
    const received = readEvent(event);
    stages.pods.useStream(received.streamArn);
    const records = readRecords(received.records.map(readRecord), stages.reader, scratch);
    // Here lines of all records can be looked at together, before any of them is written.
    const lines = noLines();
    const budget = new ResponseBudget();
    for (const record of records) answer(record, stages.writer, writer, budget, lines);
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

/** A record with what was read in it, or why nothing could be read. */
interface ReadRecord {
  readonly received: ReceivedRecord;
  readonly view: RecordView | 'no_data' | 'invalid_base64';
}

/** Decodes all records, one behind the other, and reads their lines. What is read is good until the next event. */
function readRecords(
  records: readonly ReceivedRecord[],
  reader: RecordReader,
  scratch: ScratchBuffer,
): ReadRecord[] {
  let size = 0;
  for (const { data } of records) size += data === undefined ? 0 : decodedBytes(data);
  const bytes = scratch.ofAtLeast(size);
  const room = new ReadingRoom();
  let start = 0;
  return records.map((received): ReadRecord => {
    if (received.data === undefined) return { received, view: 'no_data' };
    const length = decodeBase64To(received.data, bytes, start);
    if (length === undefined) return { received, view: 'invalid_base64' };
    const view = reader.read(bytes, start, start + length, room);
    start += length;
    return { received, view };
  });
}

/** Enriches one record and puts its answer into the response. */
function answer(
  { received, view }: ReadRecord,
  records: RecordWriter,
  writer: ByteWriter,
  budget: ResponseBudget,
  lines: LineCounts,
): void {
  const { recordId, data, arrivalTimeMs } = received;
  // Without an id it cannot be answered; it is counted as failed.
  if (recordId === undefined || recordId === null) return;
  if (data === undefined || view === 'no_data') {
    budget.add(recordId, { kind: 'failed', reason: 'no_data' });
  } else if (view === 'invalid_base64') {
    count(lines.untouched, view);
    budget.add(recordId, { kind: 'untouched', data });
  } else {
    const options = { arrivalTimeMs, maxEnrichedBytes: maxResponseBytes };
    const { changed, hasObject, enrichedBytes } = records.write(view, options, writer, lines);
    const enrichedLength = Math.ceil(enrichedBytes / 3) * 4;
    if (changed) budget.addEnriched(recordId, data, hasObject, enrichedLength, () => writer.toBase64());
    else budget.add(recordId, { kind: 'untouched', data });
  }
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
