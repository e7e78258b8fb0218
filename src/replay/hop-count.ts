import { Buffer } from 'node:buffer';
import { ByteWriter } from '../codec/byte-writer.ts';
import { restructure, writeEdited, type Edit } from '../json/edit.ts';
import { findMembers } from '../json/object.ts';
import { KeyTable } from '../transform/key-table.ts';

/** How often a record is put on a stream again at most. */
export const maxReplays = 3;

/**
 * Attribute that counts, inside the record, how often it was put on a stream again. Unlike the transform's own count it passes
 * through the transform, since a record may fail behind it.
 */
export const replaysAttribute = 'kubehose_replays';

const table = new KeyTable(new Map([[replaysAttribute, 0]]));

/** The count of a log, a JSON object; 0 where there is none of our own. */
export function replaysOf(log: Buffer): number {
  let replays = 0;
  for (const member of findMembers(log, 0, log.length)?.members ?? []) {
    if (table.slotOf(log, member, 'plain') !== 0) continue;
    const value = Number(log.toString('latin1', member.valueStart, member.valueEnd));
    if (Number.isInteger(value) && value > 0) replays = value;
  }
  return replays;
}

/** The log with another count. */
export function withReplays(log: Buffer, replays: number): Buffer {
  const object = findMembers(log, 0, log.length);
  if (object === undefined) throw new TypeError('a log must be a JSON object');
  const isOld = (index: number): boolean => table.slotOf(log, object.members[index]!, 'plain') === 0;
  const edits: Edit[] = [];
  restructure(object, isOld, [Buffer.from(`"${replaysAttribute}":${replays}`)], edits);
  const writer = new ByteWriter();
  writeEdited(log, 0, log.length, edits, writer);
  return writer.toBuffer();
}
