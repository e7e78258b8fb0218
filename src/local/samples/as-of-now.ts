import { gunzipSync, gzipSync } from 'node:zlib';

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
  if (record[0] !== 0x1f || record[1] !== 0x8b) return movedText(record, toMs);
  return gzipSync(movedText(gunzipSync(record), toMs));
}

/** `2026-01-27T16:53:42.648148504Z`, also with a blank, a comma before the fraction, an offset or none. */
const isoDate =
  /(?<![\d-])(\d{4})-(\d\d)-(\d\d)([T ])(\d\d):(\d\d):(\d\d)([.,]\d{1,9})?(Z|[+-]\d\d:?\d\d)?(?!\d)/g;

/** A member that holds epoch seconds or milliseconds, with a fraction perhaps. */
const epochDate = /("(?:date|time|timestamp|_timestamp|ts|@timestamp|eventTime|published_date)"\s*:\s*)(\d{10}(?:\d{3})?)(?![\d])/g;

/** One byte is one character, so bytes that are no UTF-8 come through. */
function movedText(record: Buffer, toMs: number): Buffer {
  const text = record.toString('latin1');
  const firstMs = firstDateMs(text);
  if (firstMs === undefined) return record;
  const shiftMs = toMs - firstMs;
  const shifted = text
    .replaceAll(isoDate, (whole) => shiftedIso(whole, shiftMs))
    .replaceAll(epochDate, (_whole, name: string, digits: string) => name + shiftedEpoch(digits, shiftMs));
  return Buffer.from(shifted, 'latin1');
}

function firstDateMs(text: string): number | undefined {
  for (const [whole] of text.matchAll(isoDate)) {
    const ms = isoMs(whole);
    if (ms !== undefined) return ms;
  }
  const [, , digits] = text.matchAll(epochDate).next().value ?? [];
  return digits === undefined ? undefined : epochMs(digits);
}

/** To the millisecond; a date without an offset is UTC. */
function isoMs(text: string): number | undefined {
  const parts = isoParts(text);
  if (parts === undefined) return undefined;
  const ms = Date.parse(`${parts.day}T${parts.time}${parts.fraction.slice(0, 4).replace(',', '.')}${parts.zone || 'Z'}`);
  return Number.isNaN(ms) ? undefined : ms;
}

function isoParts(text: string) {
  const [, day, separator, time, fraction = '', zone = ''] =
    /^(\d{4}-\d\d-\d\d)([T ])(\d\d:\d\d:\d\d)([.,]\d+)?(.*)$/.exec(text) ?? [];
  return day === undefined ? undefined : { day, separator, time, fraction, zone };
}

/** What is finer than a millisecond stays. */
function shiftedIso(text: string, shiftMs: number): string {
  const parts = isoParts(text);
  const ms = isoMs(text);
  if (parts === undefined || ms === undefined) return text;
  const iso = new Date(ms + shiftMs + offsetMs(parts.zone)).toISOString();
  const { separator, fraction, zone } = parts;
  const digits = iso.slice(20, 23) + fraction.slice(4);
  return `${iso.slice(0, 10)}${separator}${iso.slice(11, 19)}${fraction.slice(0, 1)}${digits.slice(0, Math.max(0, fraction.length - 1))}${zone}`;
}

function offsetMs(zone: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function epochMs(digits: string): number {
  return digits.length === 13 ? Number(digits) : Number(digits) * 1_000;
}

function shiftedEpoch(digits: string, shiftMs: number): string {
  const ms = epochMs(digits) + shiftMs;
  return String(digits.length === 13 ? Math.round(ms) : Math.floor(ms / 1_000));
}
