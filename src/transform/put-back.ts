import { Buffer } from 'node:buffer';
import { forEachLine } from '../codec/lines.ts';
import type { PutResult } from '../delivery/put-records.ts';
import { maxRecordBytes } from '../firehose/put-record-batch.ts';
import { maxResponseBytes } from '../firehose/transformation.ts';
import type { ResponseBudget } from './fit.ts';
import { hopsBytes, hopsOf, maxHops, withHops } from './hops.ts';
import type { FailedReason } from './outcome.ts';
import { unpackRecord } from './unpack-record.ts';

/** Puts records on a stream again: one result per record, in order. A rejection means that none could be put. */
export type PutBack = (streamArn: string, records: readonly Buffer[]) => Promise<readonly PutResult[]>;

/** The records that one displaced record becomes on the stream, or why it cannot be put back. */
type Plan =
  | { readonly kind: 'pieces'; readonly pieces: readonly Buffer[] }
  | { readonly kind: 'failed'; readonly reason: FailedReason };

/**
 * Decides the fate of every displaced record: put back on the stream with its count of hops raised, else failed. A record of
 * which only some pieces could be put back fails as a whole: better twice than never.
 */
export async function putBackRecords(
  budget: ResponseBudget,
  streamArn: string | undefined,
  putBack: PutBack | undefined,
): Promise<void> {
  const pieces: Buffer[] = [];
  const waiting: { readonly index: number; readonly from: number; readonly to: number }[] = [];
  for (const { index, original, enrichedLength } of budget.displaced()) {
    const plan = streamArn && putBack ? planOf(original, enrichedLength) : unavailable;
    if (plan.kind === 'failed') {
      budget.change(index, plan);
    } else {
      const from = pieces.length;
      pieces.push(...plan.pieces);
      waiting.push({ index, from, to: pieces.length });
    }
  }
  if (waiting.length === 0) return;
  const results = await put(putBack!, streamArn!, pieces);
  for (const { index, from, to } of waiting) {
    const isPut = results.length >= to && results.slice(from, to).every((result) => result.kind === 'put');
    budget.change(index, isPut ? { kind: 'reingested' } : { kind: 'failed', reason: 'put_back_failed' });
  }
}

const unavailable: Plan = { kind: 'failed', reason: 'put_back_unavailable' };

async function put(
  putBack: PutBack,
  streamArn: string,
  pieces: readonly Buffer[],
): Promise<readonly PutResult[]> {
  try {
    return await putBack(streamArn, pieces);
  } catch {
    return [];
  }
}

function planOf(original: string, enrichedLength: number): Plan {
  const data = Buffer.from(original, 'base64');
  const unpacked = unpackRecord(data);
  const text = unpacked.kind === 'unpacked' ? unpacked.bytes : data;
  const hops = hopsOf(text) + 1;
  if (hops > maxHops) return { kind: 'failed', reason: 'hops_used_up' };
  const pieces = split(text, pieceBytes(text.length, enrichedLength)).map((piece) => withHops(piece, hops));
  if (pieces.some((piece) => piece.length > maxRecordBytes)) return { kind: 'failed', reason: 'too_large' };
  return { kind: 'pieces', pieces };
}

/**
 * How large the pieces of a record may be: a record that fits a response stays whole; one that does not is cut so that each piece,
 * growing as the whole did, takes a quarter of a response at most.
 */
function pieceBytes(length: number, enrichedLength: number): number {
  const most = maxRecordBytes - hopsBytes;
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
