import { decodeBase64To, decodedBytes } from '../codec/base64.ts';
import { ByteWriter } from '../codec/byte-writer.ts';
import { ScratchBuffer } from '../codec/scratch.ts';
import type { TransformConfig } from '../config/transform.ts';
import type { TransformationResponse } from '../firehose/transformation.ts';
import type { Processing } from '../processing/processing.ts';
import { answer, answerLate, uncountGivenBack, ReadRecord } from './answer-record.ts';
import { readEvent, readRecord, type ReceivedRecord } from './event.ts';
import { ResponseBudget, type Fate } from './fit.ts';
import { count, noLines, type RecordCounts, type TransformReport } from './outcome.ts';
import { fitTogether } from './process/share-fates.ts';
import { putBackRecords, type PutBack } from './put-back.ts';
import { ReadingRoom, type RecordReader } from './read-record.ts';
import { createStages } from './record.ts';

export interface TransformResult {
  readonly response: TransformationResponse;
  readonly report: TransformReport;
}

/**
 * Answers one data-transformation event. It rejects only for an event without a `records` array; whatever a record holds, it is
 * answered once, under its own id and in its place, and the serialised response stays within Lambda's limit.
 *
 * `putBack` puts records on the stream again when the response would be too large; without it they fail, and S3 keeps them. Once
 * `isLate` says so, the records that are left pass as they came.
 */
export type Transform = (
  event: unknown,
  putBack?: PutBack,
  isLate?: () => boolean,
) => Promise<TransformResult>;

/** `processing` selects, joins, filters and masks; without it every line goes out by itself. */
export function createTransform(config: TransformConfig, processing?: Processing): Transform {
  const { pods, reader, processor, writer: records } = createStages(config, processing);
  const scratch = new ScratchBuffer();
  const writer = new ByteWriter();
  return async (event, putBack, isLate) => {
    const received = readEvent(event);
    pods.useStream(received.streamArn);
    const read = readRecords(received.records.map(readRecord), reader, scratch).filter(hasId);
    const processed = await processor?.process(read.map(viewOf), { isLate });
    const isProcessed = processed?.isComplete !== false;
    const parts = { records, writer, changeOf: processed && processor?.changesOf(processed), isProcessed };
    const lines = noLines();
    const budget = new ResponseBudget();
    for (const record of read) {
      const answerOf = !isProcessed || isLate?.() === true ? answerLate : answer;
      answerOf(record, parts, budget, lines);
    }
    fitTogether(budget, processed?.links, (index) => read[index]!.received.data!);
    await putBackRecords(budget, received.isFromKinesis ? undefined : received.streamArn, putBack);
    uncountGivenBack(read, parts, budget, lines);
    return {
      response: budget.response(),
      report: {
        lines,
        records: {
          ...countRecords(received.records.length, budget.fates),
          packed: read.filter(isPacked).length,
        },
        responseBytes: budget.bytes,
      },
    };
  };
}

/** A record without an id cannot be answered, so that nothing may depend on it; it is counted as failed. */
function hasId({ received: { recordId } }: ReadRecord): boolean {
  return recordId !== undefined && recordId !== null;
}

function viewOf({ view }: ReadRecord) {
  return typeof view === 'string' ? undefined : view;
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
  return records.map((received) => {
    if (received.data === undefined) return new ReadRecord(received, 'no_data');
    const length = decodeBase64To(received.data, bytes, start);
    if (length === undefined) return new ReadRecord(received, 'invalid_base64');
    const view = reader.read(bytes, start, start + length, room);
    start += length;
    return new ReadRecord(received, view);
  });
}

function isPacked({ view }: ReadRecord): boolean {
  return typeof view !== 'string' && view.kind === 'lines' && view.isPacked;
}

function countRecords(received: number, fates: readonly Fate[]): Omit<RecordCounts, 'packed'> {
  const withoutId = received - fates.length;
  const counts: Omit<RecordCounts, 'packed'> = {
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
    else if (fate.kind === 'dropped') counts.dropped += 1;
    else counts.delivered += 1;
    if (fate.kind === 'untouched') counts.untouched += 1;
  }
  return counts;
}
