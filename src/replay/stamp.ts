import { Buffer } from 'node:buffer';
import { ByteWriter } from '../codec/byte-writer.ts';
import { maxLogBytes, maxTags } from '../datadog/limits.ts';
import { mergeTags } from '../datadog/tags.ts';
import { restructure, sortEdits, writeEdited, type Edit } from '../json/edit.ts';
import type { Member } from '../json/object.ts';
import { decodeText, encodeString } from '../json/strings.ts';
import { KeyTable } from '../transform/key-table.ts';
import { ddtagsOf } from '../transform/ddtags.ts';
import { cutLog } from '../delivery/cut-log.ts';
import { ageOf, renameDates } from './dates.ts';
import { readLogAttributes, type LogAttributes } from './log-attributes.ts';

/** What happens to a log that Datadog would accept and then drop for its age. */
export type OldPolicy = 'restamp' | 'skip' | 'send';

export type Stamped =
  | { readonly kind: 'log'; readonly bytes: Buffer; readonly restamped: boolean; readonly cut: boolean }
  | { readonly kind: 'too-old' };

export const replayedTag = 'replayed:true';
export const lateTag = 'replayed_late:true';

const writer = new ByteWriter();

/**
 * Makes a log fit to be sent a second time: tagged, dated so that Datadog keeps it, with the defaults that its Firehose intake
 * would have given it (`source:aws`, `service:aws`), at most 1 MB. Everything else stays byte for byte.
 */
export function stampLog(log: Buffer, old: OldPolicy, nowMs: number): Stamped {
  const attributes = readLogAttributes(log);
  const age = old === 'send' ? 'in-window' : ageOf(log, attributes, nowMs);
  if (age !== 'in-window' && old === 'skip') return { kind: 'too-old' };
  const edits: Edit[] = [];
  const gained: Buffer[] = [];
  if (age !== 'in-window') renameDates(attributes, edits);
  addTags(log, attributes, age === 'late' ? [replayedTag, lateTag] : [replayedTag], edits, gained);
  if (!attributes.hasSource) gained.push(defaultSource);
  if (!attributes.hasService) gained.push(defaultService);
  restructure(attributes.object, () => false, gained, edits);
  writer.reset();
  writeEdited(log, 0, log.length, sortEdits(edits), writer);
  const bytes = writer.toBuffer();
  const cut = bytes.length > maxLogBytes;
  return {
    kind: 'log',
    bytes: cut ? cutLog(bytes, maxLogBytes) : bytes,
    restamped: age !== 'in-window',
    cut,
  };
}

const defaultSource = Buffer.from('"ddsource":"aws"');
const defaultService = Buffer.from('"service":"aws"');

/** Adds tags to those of the log; tags inside a JSON message come out of it, since the intake would let them replace all others. */
function addTags(
  log: Buffer,
  { ddtags, nested, hasInnerTags }: LogAttributes,
  tags: readonly string[],
  edits: Edit[],
  gained: Buffer[],
): void {
  if (ddtags !== undefined && !hasInnerTags && canAppend(log, ddtags)) {
    const at = ddtags.valueEnd - 1;
    edits.push({ start: at, end: at, insert: Buffer.from(`,${tags.join(',')}`) });
    return;
  }
  const own = ddtags === undefined ? [] : tagsAt(log.toString('utf8', ddtags.valueStart, ddtags.valueEnd));
  const inner: string[] = [];
  if (hasInnerTags && nested !== undefined) {
    const isTags = (index: number) => ddtagsKey.slotOf(log, nested.members[index]!, 'nested') === 0;
    for (const [index, { valueStart, valueEnd }] of nested.members.entries())
      if (isTags(index)) inner.push(...tagsAt(decodeText(log, valueStart, valueEnd)));
    restructure(nested, isTags, [], edits);
  }
  const merged = encodeString(mergeTags([own, inner, tags], tags).slice(0, maxTags).join(','));
  if (ddtags === undefined) gained.push(Buffer.concat([Buffer.from('"ddtags":'), merged]));
  else edits.push({ start: ddtags.valueStart, end: ddtags.valueEnd, insert: merged });
}

/** The short cut: a string with tags, far from their limit, none of them from an earlier replay. */
function canAppend(log: Buffer, { valueStart, valueEnd }: Member): boolean {
  if (log[valueStart] !== 0x22 || valueEnd - valueStart < 4) return false;
  let commas = 0;
  for (let at = valueStart + 1; at < valueEnd - 1; at++) {
    const byte = log[at];
    if (byte === 0x5c) return false;
    if (byte === 0x2c) commas++;
  }
  const last = log[valueEnd - 2];
  const text = log.subarray(valueStart, valueEnd);
  return commas < maxTags - 4 && last !== 0x2c && last !== 0x20 && !text.includes(replayedPrefix);
}

const replayedPrefix = Buffer.from('replayed');

const ddtagsKey = new KeyTable(new Map([['ddtags', 0]]));

function tagsAt(json: string): readonly string[] {
  return ddtagsOf(JSON.parse(json)).tags;
}
