import { Buffer } from 'node:buffer';
import { restructure, editedBytes, type Edit } from '../../json/edit.ts';
import { KeyTable } from '../../json/key-table.ts';
import type { Log } from '../../logs/log-attributes.ts';

/** How often a record is put on a stream again at most. */
export const maxReplays = 3;

/**
 * Attribute that counts, inside the record, how often it was put on a stream again. Unlike the transform's own count it passes
 * through the transform, since a record may fail behind it.
 */
export const replaysAttribute = 'kubehose_replays';

const table = new KeyTable(new Map([[replaysAttribute, 0]]));

/** The count of a log, a JSON object; 0 where there is none of our own. */
export function replaysOf({ text, attributes }: Log): number {
  let replays = 0;
  for (const member of attributes.object.members) {
    if (table.slotOf(text, member, 'plain') !== 0) continue;
    const value = Number(text.toString('latin1', member.valueStart, member.valueEnd));
    if (Number.isInteger(value) && value > 0) replays = value;
  }
  return replays;
}

/** The log with another count. */
export function withReplays({ text, attributes: { object } }: Log, replays: number): Buffer {
  const isOld = (index: number): boolean => table.slotOf(text, object.members[index]!, 'plain') === 0;
  const edits: Edit[] = [];
  restructure(object, isOld, [Buffer.from(`"${replaysAttribute}":${replays}`)], edits);
  return editedBytes(text, object.open, object.close + 1, edits);
}
