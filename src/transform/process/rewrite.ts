import { Buffer } from 'node:buffer';
import type { ByteWriter } from '../../codec/byte-writer.ts';
import { restructure, sortEdits, writeEdited, type Edit } from '../../json/edit.ts';
import type { Member } from '../../json/object.ts';
import { memberText, parseValue } from '../../json/strings.ts';
import type { ObjectLine } from '../line/line-view.ts';
import type { LineReader } from '../line/read-line.ts';

/** Collects what changes in a line before it is enriched. */
export class Rewrite {
  readonly #line: ObjectLine;
  readonly #edits: Edit[] = [];
  readonly #cut = new Set<Member>();
  readonly #appended: Uint8Array[] = [];

  constructor(line: ObjectLine) {
    this.#line = line;
  }

  get isEmpty(): boolean {
    return this.#edits.length === 0 && this.#cut.size === 0 && this.#appended.length === 0;
  }

  replace(start: number, end: number, insert: Uint8Array): void {
    this.#edits.push({ start, end, insert });
  }

  cut(member: Member): void {
    this.#cut.add(member);
  }

  /** Appends the text of members. */
  append(members: Uint8Array): void {
    if (members.length > 0) this.#appended.push(members);
  }

  /** Puts tags into `ddtags`. One that is neither text nor a list is left alone: enrichment decides what becomes of it. */
  addTags(tags: readonly string[]): void {
    if (tags.length === 0) return;
    const { bytes, attributes } = this.#line;
    const { ddtags } = attributes;
    if (ddtags === undefined) return this.append(Buffer.from(memberText('ddtags', tags.join(','))));
    const value = parseValue(bytes, ddtags.valueStart, ddtags.valueEnd);
    if (typeof value !== 'string' && !Array.isArray(value)) return;
    const list = JSON.stringify(typeof value === 'string' ? tags.join(',') : tags).slice(1, -1);
    const at = ddtags.valueEnd - 1;
    this.replace(at, at, Buffer.from(value.length > 0 ? `,${list}` : list));
  }

  /** The changed line, in bytes of its own, read again; `writer` is only used meanwhile. */
  read(reader: LineReader, writer: ByteWriter): ObjectLine {
    const { bytes, start, end, object } = this.#line;
    const edits = [...this.#edits];
    restructure(object, (index) => this.#cut.has(object.members[index]!), this.#appended, edits);
    writer.reset();
    writeEdited(bytes, start, end, sortEdits(edits), writer);
    const changed = writer.toBuffer();
    return reader.readObject(changed, 0, changed.length)!;
  }
}
