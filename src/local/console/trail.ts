import { unpack, unpackSnappy } from '../../codec/unpack.ts';
import { logsOfRecord } from '../datadog/log-lines.ts';
import type { StreamObserver } from '../firehose/observer.ts';
import type { StreamRecord, Verdict } from '../firehose/processor.ts';
import type { LogRing } from './log-ring.ts';
import type { FateChange, LogFate } from './wire.ts';

/** Follows records through the stream into the ring, and notes whose fate has changed. */
export interface Trail extends StreamObserver {
  /** A log that Datadog took and that did not come by the stream's own delivery. */
  arrived(log: Buffer): void;
  /** The changes since the last call. */
  takeChanges(): FateChange[];
}

/** Packed records are shown unpacked up to this size. */
const maxUnpackedBytes = 4 * 1_048_576;

export function createTrail(ring: LogRing, now: () => number): Trail {
  let changes: FateChange[] = [];

  function settle(records: readonly StreamRecord[], fate: LogFate, code: string | undefined): void {
    for (const { counter } of records) {
      ring.settle(counter, fate, code);
      changes = withChange(changes, counter, fate);
    }
  }

  return {
    transformed(record, verdict) {
      for (const pair of pairsOf(record.data, verdict))
        ring.add({ ...pair, ...fateOf(verdict), record: record.counter, atMs: record.arrivalTimeMs });
    },
    settled(records, code) {
      settle(records, code === undefined ? 'at Datadog' : 'in S3', code);
    },
    arrived(log) {
      ring.add({
        record: 0,
        atMs: now(),
        fate: 'at Datadog',
        before: undefined,
        after: log,
        code: undefined,
      });
    },
    takeChanges() {
      const taken = changes;
      changes = [];
      return taken;
    },
  };
}

/** Ranges of neighbours: a batch of a stream is one change. */
function withChange(changes: FateChange[], record: number, fate: LogFate): FateChange[] {
  const last = changes.at(-1);
  if (last === undefined || last[2] !== fate || last[1] !== record - 1) changes.push([record, record, fate]);
  else changes[changes.length - 1] = [last[0], record, fate];
  return changes;
}

function fateOf(verdict: Verdict): { readonly fate: LogFate; readonly code: string | undefined } {
  if (verdict.kind === 'ok') return { fate: 'under way', code: undefined };
  if (verdict.kind === 'dropped') return { fate: 'left out', code: undefined };
  return { fate: 'in S3', code: verdict.code };
}

interface Pair {
  readonly before: Buffer | undefined;
  readonly after: Buffer | undefined;
}

/** Log by log where a record's lines are as many as its logs; else each log beside the whole record. */
function pairsOf(data: Buffer, verdict: Verdict): Pair[] {
  const before = readable(data);
  if (verdict.kind !== 'ok') return [{ before, after: undefined }];
  const logs = logsOfRecord(readable(verdict.data));
  const lines = linesOf(before);
  if (lines.length === logs.length) return logs.map((after, index) => ({ before: lines[index], after }));
  return logs.map((after) => ({ before, after }));
}

/** What a record says, unpacked where it is packed. */
export function readable(data: Buffer): Buffer {
  const found = unpack(data, maxUnpackedBytes);
  if (found.kind === 'unpacked') return found.bytes;
  // Text is never taken for snappy.
  if (found.kind !== 'plain' || data[0] === 0x7b) return data;
  const snappy = unpackSnappy(data, maxUnpackedBytes);
  return snappy.kind === 'unpacked' ? snappy.bytes : data;
}

/** As logs are told apart: a whole object, or lines without the empty ones. */
function linesOf(data: Buffer): Buffer[] {
  const whole = logsOfRecord(data);
  if (whole.length <= 1) return [data];
  const lines = data.toString('latin1').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => Buffer.from(line, 'latin1'));
}
