import { Buffer } from 'node:buffer';
import { ByteWriter } from '../codec/byte-writer.ts';
import type { PutResult } from '../delivery/put-records.ts';
import { maxRecordBytes } from '../firehose/put-record-batch.ts';
import { maxResponseBytes } from '../firehose/transformation.ts';
import { restructure, writeEdited } from '../json/edit.ts';
import { findMembers } from '../json/object.ts';
import { hopsAttribute } from './attributes.ts';
import type { Original, ResponseBudget } from './fit.ts';
import { maxHops } from './line.ts';
import type { FailedReason } from './outcome.ts';
import { forEachLine, unpackRecord } from './record.ts';

/** Puts records on a stream again: one result per record, in order. A throw means that none could be put. */
export type PutBack = (streamArn: string, records: readonly Buffer[]) => Promise<readonly PutResult[]>;

/** The records that one given-way record becomes on the stream, or why it cannot be put back. */
type Plan = { readonly kind: 'pieces'; readonly pieces: readonly Buffer[] } | { readonly kind: 'failed'; readonly reason: FailedReason };

/**
 * Decides the fate of every record that gave way: put back on the stream with its count of hops raised, else failed. A record of
 * which only some pieces could be put back fails as a whole: better twice than never.
 */
export async function putBackRecords(
  budget: ResponseBudget,
  streamArn: string | undefined,
  putBack: PutBack | undefined,
): Promise<void> {
  const pieces: Buffer[] = [];
  const waiting: { readonly index: number; readonly from: number; readonly to: number }[] = [];
  budget.answers.forEach(({ fate }, index) => {
    if (fate.kind !== 'givesWay') return;
    const plan = streamArn && putBack ? planOf(fate.original) : unavailable;
    if (plan.kind === 'failed') {
      budget.change(index, plan);
    } else {
      const from = pieces.length;
      pieces.push(...plan.pieces);
      waiting.push({ index, from, to: pieces.length });
    }
  });
  if (waiting.length === 0) return;
  const results = await put(putBack!, streamArn!, pieces);
  for (const { index, from, to } of waiting) {
    const isPut = results.slice(from, to).every((result) => result.kind === 'put') && results.length >= to;
    budget.change(index, isPut ? { kind: 'reingested' } : { kind: 'failed', reason: 'put_back_failed' });
  }
}

const unavailable: Plan = { kind: 'failed', reason: 'put_back_unavailable' };

async function put(putBack: PutBack, streamArn: string, pieces: readonly Buffer[]): Promise<readonly PutResult[]> {
  try {
    return await putBack(streamArn, pieces);
  } catch {
    return [];
  }
}

function planOf(original: Original): Plan {
  if (original.hops >= maxHops) return { kind: 'failed', reason: 'hops_used_up' };
  const data = Buffer.from(original.data, 'base64');
  const unpacked = unpackRecord(data);
  const text = unpacked.kind === 'unpacked' ? unpacked.bytes : data;
  const pieces = split(text, pieceBytes(text.length, original.enrichedLength)).map((piece) => mark(piece, original.hops + 1));
  if (pieces.some((piece) => piece.length > maxRecordBytes)) return { kind: 'failed', reason: 'too_large' };
  return { kind: 'pieces', pieces };
}

/** Room for the count of hops in a piece. */
const markBytes = hopsAttribute.length + 8;

/**
 * How large the pieces of a record may be: a record that fits a response stays whole; one that does not is cut so that each piece,
 * growing as the whole did, takes a quarter of a response at most.
 */
function pieceBytes(length: number, enrichedLength: number): number {
  const most = maxRecordBytes - markBytes;
  if (enrichedLength < maxResponseBytes - 1024) return most;
  return Math.min(most, Math.floor((length * maxResponseBytes) / 4 / enrichedLength));
}

/** Cuts at newlines into pieces of at most `maxBytes`, or one line where that is longer. */
function split(text: Buffer, maxBytes: number): Buffer[] {
  if (text.length <= maxBytes) return [text];
  const pieces: Buffer[] = [];
  let from = 0;
  forEachLine(text, (start, end) => {
    if (end - from > maxBytes && start > from) {
      pieces.push(text.subarray(from, start));
      from = start;
    }
  });
  return [...pieces, text.subarray(from)];
}

/** The piece with the count of hops in its first JSON object; a piece without an object never gives way and needs none. */
function mark(piece: Buffer, hops: number): Buffer {
  const whole = findMembers(piece, 0, piece.length);
  if (whole !== undefined) return markLine(piece, 0, piece.length, hops);
  let marked: Buffer | undefined;
  forEachLine(piece, (start, end) => {
    if (marked === undefined && findMembers(piece, start, end) !== undefined) marked = markLine(piece, start, end, hops);
  });
  return marked ?? piece;
}

function markLine(piece: Buffer, start: number, end: number, hops: number): Buffer {
  const object = findMembers(piece, start, end)!;
  const key = `"${hopsAttribute}"`;
  const isOld = (index: number): boolean => {
    const { keyStart, keyEnd } = object.members[index]!;
    return piece.toString('latin1', keyStart, keyEnd) === key;
  };
  const writer = new ByteWriter();
  writeEdited(piece, 0, piece.length, restructure(object, isOld, Buffer.from(`${key}:${hops}`)), writer);
  return writer.toBuffer();
}
