import type { Buffer } from 'node:buffer';
import { isRenamed, type AttributeRename } from '../../datadog/attributes/rename.ts';
import { sortEdits, writeEdited, type ByteSink, type Edit } from '../../json/edit.ts';
import type { JsonObject, Nesting } from '../../json/object.ts';
import { decodeNestedString, decodeString, decodeText } from '../../json/strings.ts';
import { keyEdit } from './key-edits.ts';
import type { ObjectLine } from './line-view.ts';

/** Whether a row of `RENAME_ATTRIBUTES` changes a key of the line, or of the JSON object in its message. */
export function hasRenamed(line: ObjectLine, renames: readonly AttributeRename[]): boolean {
  return editsOf(line, renames).length > 0;
}

/** Writes the line with those keys changed; every other byte stays. */
export function writeRenamed(line: ObjectLine, renames: readonly AttributeRename[], sink: ByteSink): void {
  writeEdited(line.bytes, line.start, line.end, sortEdits(editsOf(line, renames)), sink);
}

function editsOf(
  { bytes, object, logObject, messageObject }: ObjectLine,
  renames: readonly AttributeRename[],
): Edit[] {
  const inner = messageObject ?? logObject;
  return [
    ...editsIn(bytes, object, 'plain', renames),
    ...(inner === undefined ? [] : editsIn(bytes, inner, 'nested', renames)),
  ];
}

function editsIn(
  bytes: Buffer,
  { members }: JsonObject,
  nesting: Nesting,
  renames: readonly AttributeRename[],
): Edit[] {
  const name = nesting === 'plain' ? decodeString : decodeNestedString;
  const text = nesting === 'plain' ? plainText : decodeText;
  return members.flatMap((member) => {
    const key = name(bytes, member.keyStart, member.keyEnd);
    const rename = renames.find(({ from }) => from === key);
    if (rename === undefined) return [];
    const value: unknown = JSON.parse(text(bytes, member.valueStart, member.valueEnd));
    return isRenamed(rename, value) ? [keyEdit(member, rename.to, nesting)] : [];
  });
}

function plainText(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('utf8', start, end);
}
