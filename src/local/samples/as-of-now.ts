import { gunzipSync, gzipSync } from 'node:zlib';
import { epochPattern, movedEpoch, movedText, textDates, epochMs } from './dates.ts';

/** Records of a capture follow each other so closely. */
const gapMs = 5;

/**
 * Records as if they were written just now: the first date of each record (that of its CRI prefix, where it has one) becomes the
 * present, the last record's the latest, and all other dates of the record move by as much. A date keeps its shape and its length;
 * text without a date, and packed data other than gzip, stay as they are.
 */
export function asOfNow(records: readonly Buffer[], nowMs: number): Buffer[] {
  return records.map((record, index) => moved(record, nowMs - (records.length - 1 - index) * gapMs));
}

function moved(record: Buffer, toMs: number): Buffer {
  if (record[0] !== 0x1f || record[1] !== 0x8b) return movedRecord(record, toMs);
  try {
    return gzipSync(movedRecord(gunzipSync(record, { maxOutputLength: maxUnpackedBytes }), toMs));
  } catch {
    return record;
  }
}

const maxUnpackedBytes = 16 * 1_048_576;

/** One byte is one character, so bytes that are no UTF-8 come through. */
function movedRecord(record: Buffer, toMs: number): Buffer {
  const text = record.toString('latin1');
  const firstMs = firstDateMs(text);
  if (firstMs === undefined) return record;
  const shiftMs = toMs - firstMs;
  const shifted = movedText(text, shiftMs).replaceAll(
    epochPattern,
    (_whole, name: string, digits: string) => name + movedEpoch(digits, shiftMs),
  );
  return Buffer.from(shifted, 'latin1');
}

/** That of an ISO date before that of a number. */
function firstDateMs(text: string): number | undefined {
  for (const { pattern, ms } of textDates)
    for (const [whole] of text.matchAll(pattern)) {
      const found = ms(whole);
      if (found !== undefined) return found;
    }
  const [, , digits] = text.matchAll(epochPattern).next().value ?? [];
  return digits === undefined ? undefined : epochMs(digits);
}
