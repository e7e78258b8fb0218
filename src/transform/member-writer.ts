import { Buffer } from 'node:buffer';
import { ByteWriter } from '../codec/byte-writer.ts';

const comma = Buffer.from(',');

/** Collects the members that a line gains, as text joined by commas. */
export class MemberWriter {
  readonly #writer = new ByteWriter();

  reset(): void {
    this.#writer.reset();
  }

  /** Adds the text of one member, or of several joined by commas; nothing for an empty text. */
  add(members: Buffer): void {
    if (members.length === 0) return;
    this.#separate();
    this.#writer.write(members, 0, members.length);
  }

  addAscii(member: string): void {
    this.#separate();
    this.#writer.writeAscii(member);
  }

  /** What was added, only until the next change. */
  view(): Buffer {
    return this.#writer.view();
  }

  #separate(): void {
    if (this.#writer.length > 0) this.#writer.write(comma, 0, 1);
  }
}

/** One member as text. */
export function memberText(key: string, value: string): string {
  return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
}
