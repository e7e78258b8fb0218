import type { Buffer } from 'node:buffer';
import { isRenamed, type AttributeRename } from '../../datadog/attributes/rename.ts';
import { editedBytes, sortEdits, type Edit } from '../../json/edit.ts';
import type { JsonObject, Member, Nesting } from '../../json/object.ts';
import { decodeNestedString, decodeString, decodeText } from '../../json/strings.ts';
import { keyEdits } from './key-edits.ts';
import type { ObjectLine } from './line-view.ts';

/**
 * The line with the keys changed that a row of `RENAME_ATTRIBUTES` names, also those of the JSON object in its message; every other
 * byte stays. `undefined` where it has none of them.
 */
export function renamedLine(line: ObjectLine, renames: readonly AttributeRename[]): Buffer | undefined {
  const edits = editsOf(line, renames);
  return edits.length === 0 ? undefined : editedBytes(line.bytes, line.start, line.end, sortEdits(edits));
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
  object: JsonObject,
  nesting: Nesting,
  renames: readonly AttributeRename[],
): Edit[] {
  const name = nesting === 'plain' ? decodeString : decodeNestedString;
  const text = nesting === 'plain' ? plainText : decodeText;
  const found = new Map(renames.map((rename) => [rename.from, { rename, members: [] as Member[] }]));
  for (const member of object.members) {
    const row = found.get(name(bytes, member.keyStart, member.keyEnd));
    if (row === undefined) continue;
    const value: unknown = JSON.parse(text(bytes, member.valueStart, member.valueEnd));
    if (isRenamed(row.rename, value)) row.members.push(member);
  }
  return [...found.values()].flatMap(({ rename, members }) =>
    keyEdits(bytes, object, members, rename.to, nesting),
  );
}

function plainText(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('utf8', start, end);
}
