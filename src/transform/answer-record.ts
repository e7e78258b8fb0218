import type { ByteWriter } from '../codec/byte-writer.ts';
import { maxResponseBytes } from '../firehose/transformation.ts';
import type { ReceivedRecord } from './event.ts';
import type { Fate, ResponseBudget, WayOut } from './fit.ts';
import { addLines, count, noLines, type LineCounts } from './outcome.ts';
import type { RecordView } from './read-record.ts';
import type { RecordWriter, WriteOptions, WrittenRecord } from './write-record.ts';

/** A record with what was read in it, or why nothing could be read. Made by a class: docs/decisions/0012. */
export class ReadRecord {
  readonly received: ReceivedRecord;
  readonly view: RecordView | 'no_data' | 'invalid_base64';

  constructor(received: ReceivedRecord, view: ReadRecord['view']) {
    this.received = received;
    this.view = view;
  }
}

/** What answers the records of one event. */
export interface AnswerParts {
  readonly records: RecordWriter;
  readonly writer: ByteWriter;
  readonly changeOf: WriteOptions['changeOf'];
  /** Whether `changeOf` knows of all lines that were kept. */
  readonly isProcessed: boolean;
}

/** Enriches one record, puts its answer into the response and counts its lines. */
export function answer(
  record: ReadRecord,
  parts: AnswerParts,
  budget: ResponseBudget,
  lines: LineCounts,
): void {
  const { recordId, data } = record.received;
  const written = write(record, parts, lines);
  if (data === undefined || written === 'no_data') {
    budget.add(recordId, { kind: 'failed', reason: 'no_data' });
  } else if (written === 'invalid_base64') {
    budget.add(recordId, { kind: 'untouched', data });
  } else if (!written.changed) {
    budget.add(recordId, unenriched(written, data));
  } else {
    const length = Math.ceil(written.enrichedBytes / 3) * 4;
    budget.addEnriched(recordId, data, wayOutOf(written), length, () => parts.writer.toBase64());
  }
}

/** Answers a record for which there is no time: it passes as it came, unless something was or may be to be done with its lines. */
export function answerLate(
  { received: { recordId, data }, view }: ReadRecord,
  parts: AnswerParts,
  budget: ResponseBudget,
  lines: LineCounts,
): void {
  if (data === undefined) budget.add(recordId, { kind: 'failed', reason: 'no_data' });
  else if (!mayPass(view, parts)) budget.add(recordId, { kind: 'failed', reason: 'out_of_time' });
  else {
    count(lines.untouched, 'out_of_time');
    budget.add(recordId, { kind: 'untouched', data });
  }
}

/** Whether no line of a record is joined, dropped, masked or held, as far as that is known. */
function mayPass(view: ReadRecord['view'], { changeOf, isProcessed }: AnswerParts): boolean {
  if (changeOf === undefined) return true;
  if (!isProcessed || typeof view === 'string' || view.kind === 'refused') return false;
  return view.lines?.every((line) => changeOf(line, true) === undefined) === true;
}

/**
 * Takes the lines of records that neither went out nor were dropped out of the counts: they come again. It is rare, so they are
 * worked out once more.
 */
export function uncountGivenBack(
  records: readonly ReadRecord[],
  parts: AnswerParts,
  { fates }: ResponseBudget,
  lines: LineCounts,
): void {
  for (let index = 0; index < fates.length; index++) {
    const fate = fates[index]!;
    if (fate.kind !== 'failed' && fate.kind !== 'reingested') continue;
    if (fate.kind === 'failed' && fate.reason === 'out_of_time') continue;
    const given = noLines();
    write(records[index]!, parts, given);
    addLines(lines, given, -1);
  }
}

function write(
  { received, view }: ReadRecord,
  { records, writer, changeOf }: AnswerParts,
  lines: LineCounts,
): WrittenRecord | 'no_data' | 'invalid_base64' {
  if (view === 'invalid_base64') count(lines.untouched, view);
  if (view === 'no_data' || view === 'invalid_base64') return view;
  const { arrivalTimeMs } = received;
  return records.write(view, { arrivalTimeMs, maxEnrichedBytes: maxResponseBytes, changeOf }, writer, lines);
}

function unenriched({ kind }: WrittenRecord, data: string): Fate {
  if (kind === 'held') return { kind: 'failed', reason: 'bad_mask' };
  if (kind === 'not_processed') return { kind: 'failed', reason: 'not_processed' };
  return kind === 'empty' ? { kind: 'dropped' } : { kind: 'untouched', data };
}

/** Text cannot carry a count of hops, so a packed record of it is passed on packed, unless something was masked or dropped in it. */
function wayOutOf({ hasObject, isProcessed }: WrittenRecord): WayOut {
  if (hasObject) return 'put_back';
  return isProcessed ? 'failed' : 'as_it_came';
}
