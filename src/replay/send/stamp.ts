import { Buffer } from 'node:buffer';
import { maxLogBytes, maxTags } from '../../datadog/limits.ts';
import { mergeTags } from '../../datadog/tags.ts';
import type { Allocator } from '../../codec/arena.ts';
import { toValidUtf8 } from '../../codec/utf8.ts';
import { cutLog } from '../../delivery/cut-log.ts';
import { restructure, sortEdits, type Edit } from '../../json/edit.ts';
import type { Member } from '../../json/object.ts';
import { decodeText, encodeString } from '../../json/strings.ts';
import { readDdtags } from '../../datadog/attributes/ddtags.ts';
import { KeyTable } from '../../json/key-table.ts';
import { ageOf, restampDates } from './dates.ts';
import type { Log } from '../../logs/log-attributes.ts';

/** What happens to a log that Datadog would accept and then drop for its age. */
export type OldPolicy = 'restamp' | 'skip' | 'send';

export type Stamped =
  | {
      readonly kind: 'log';
      readonly bytes: Buffer;
      readonly restamped: boolean;
      readonly cut: boolean;
      readonly repaired: boolean;
    }
  | { readonly kind: 'too-old' };

export const replayedTag = 'replayed:true';
export const lateTag = 'replayed_late:true';

/**
 * Makes a log fit to be sent a second time: tagged, dated so that Datadog keeps it, with the defaults that its Firehose intake
 * would have given it (`source:aws`, `service:aws`), at most 1 MB of valid UTF-8. Everything else stays byte for byte. The bytes are a
 * copy in `arena`.
 */
export function stampLog(log: Log, old: OldPolicy, nowMs: number, arena: Allocator): Stamped {
  const { attributes } = log;
  const age = old === 'send' ? 'in-window' : ageOf(log, nowMs);
  if (age !== 'in-window' && old === 'skip') return { kind: 'too-old' };
  const edits: Edit[] = [];
  const gained: Buffer[] = [];
  if (age !== 'in-window') restampDates(log, edits);
  addTags(log, age === 'late', edits, gained);
  if (!attributes.hasSource) gained.push(defaultSource);
  if (!attributes.hasService) gained.push(defaultService);
  restructure(attributes.object, keepsAll, gained, edits);
  const bytes = edited(log, sortEdits(edits), arena);
  // One byte that is no UTF-8 would make a 400 of the whole batch.
  const valid = toValidUtf8(bytes);
  const cut = valid.length > maxLogBytes;
  return {
    kind: 'log',
    bytes: cut ? cutLog(valid, maxLogBytes) : valid,
    restamped: age !== 'in-window',
    cut,
    repaired: valid !== bytes,
  };
}

const defaultSource = Buffer.from('"ddsource":"aws"');
const defaultService = Buffer.from('"service":"aws"');

function keepsAll(): boolean {
  return false;
}

function edited({ text, attributes: { object } }: Log, edits: readonly Edit[], arena: Allocator): Buffer {
  let length = object.close + 1 - object.open;
  for (const { start, end, insert } of edits) length += (insert?.length ?? 0) - (end - start);
  const bytes = arena.allocate(length);
  let from = object.open;
  let to = 0;
  for (const { start, end, insert } of edits) {
    to += text.copy(bytes, to, from, start);
    if (insert !== undefined) {
      bytes.set(insert, to);
      to += insert.length;
    }
    from = end;
  }
  text.copy(bytes, to, from, object.close + 1);
  return bytes;
}

const appended = Buffer.from(`,${replayedTag}`);
const appendedLate = Buffer.from(`,${replayedTag},${lateTag}`);

/** Adds tags to those of the log; tags inside a JSON message come out of it, since the intake would let them replace all others. */
function addTags({ text, attributes }: Log, isLate: boolean, edits: Edit[], gained: Buffer[]): void {
  const { ddtags, nested, hasInnerTags } = attributes;
  if (ddtags !== undefined && !hasInnerTags && canAppend(text, ddtags)) {
    const at = ddtags.valueEnd - 1;
    edits.push({ start: at, end: at, insert: isLate ? appendedLate : appended });
    return;
  }
  const own = ddtags === undefined ? [] : tagsAt(text.toString('utf8', ddtags.valueStart, ddtags.valueEnd));
  const inner: string[] = [];
  if (hasInnerTags && nested !== undefined) {
    const isTags = (index: number) => ddtagsKey.slotOf(text, nested.members[index]!, 'nested') === 0;
    for (const [index, { valueStart, valueEnd }] of nested.members.entries())
      if (isTags(index)) inner.push(...tagsAt(decodeText(text, valueStart, valueEnd)));
    restructure(nested, isTags, [], edits);
  }
  const tags = isLate ? [replayedTag, lateTag] : [replayedTag];
  const merged = encodeString(mergeTags([own, inner, tags], tags).join(','));
  if (ddtags === undefined) gained.push(Buffer.concat([Buffer.from('"ddtags":'), merged]));
  else edits.push({ start: ddtags.valueStart, end: ddtags.valueEnd, insert: merged });
}

/** The short cut: a string with tags, far from their limit, none of them from an earlier replay. */
function canAppend(text: Buffer, { valueStart, valueEnd }: Member): boolean {
  if (text[valueStart] !== 0x22 || valueEnd - valueStart < 4) return false;
  const tags = text.toString('latin1', valueStart + 1, valueEnd - 1);
  if (tags.includes('\\') || tags.includes('replayed') || tags.endsWith(',') || tags.endsWith(' '))
    return false;
  let commas = 0;
  for (let at = tags.indexOf(','); at >= 0; at = tags.indexOf(',', at + 1)) commas++;
  return commas < maxTags - 4;
}

const ddtagsKey = new KeyTable(new Map([['ddtags', 0]]));

function tagsAt(json: string): readonly string[] {
  return readDdtags(JSON.parse(json)).tags;
}
