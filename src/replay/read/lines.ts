import { Buffer } from 'node:buffer';
import { DamagedStreamError } from '../../codec/damaged.ts';

/** One line without its end; blank ones are left out. */
export type SourceLine =
  | { readonly kind: 'line'; readonly bytes: Buffer }
  /** Longer than the limit: only its beginning is here, the rest was read and let go. */
  | { readonly kind: 'overlong'; readonly bytes: Buffer }
  /** What stood behind the last line end when packed data went wrong, perhaps nothing; it is the last. */
  | { readonly kind: 'damaged'; readonly bytes: Buffer };

/** A failed record's line has 1.4 MB at most, so whatever is longer is none. */
export const maxLineBytes = 16 * 1024 * 1024;

/**
 * Cuts a stream into lines, in blocks of as many as each chunk completes. `\n` and `\r\n` end a line, and the end of the stream
 * does. What the source throws passes through, but for damage, which becomes the last line.
 */
export async function* sourceLines(
  chunks: AsyncIterable<Buffer>,
  limit = maxLineBytes,
): AsyncGenerator<readonly SourceLine[], void, undefined> {
  const rest = new PartialLine(limit);
  try {
    for await (const chunk of chunks) {
      const lines = rest.add(chunk);
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    if (!(error instanceof DamagedStreamError)) throw error;
    yield [{ kind: 'damaged', bytes: rest.take() }];
    return;
  }
  const last = rest.end();
  if (last.length > 0) yield last;
}

/** The beginning of a line whose end has not come yet. */
class PartialLine {
  readonly #limit: number;
  #parts: Buffer[] = [];
  #bytes = 0;
  #isOverlong = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(chunk: Buffer): SourceLine[] {
    const lines: SourceLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      this.#hold(chunk.subarray(start, end));
      lines.push(...this.end());
      start = end + 1;
    }
    this.#hold(chunk.subarray(start));
    return lines;
  }

  end(): SourceLine[] {
    const kind = this.#isOverlong ? 'overlong' : 'line';
    const bytes = trimmed(this.take());
    return bytes.length === 0 ? [] : [{ kind, bytes }];
  }

  take(): Buffer {
    const bytes = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    this.#isOverlong = false;
    return bytes;
  }

  #hold(part: Buffer): void {
    if (part.length === 0 || this.#isOverlong) return;
    this.#isOverlong = this.#bytes + part.length > this.#limit;
    const held = this.#isOverlong ? part.subarray(0, this.#limit - this.#bytes) : part;
    this.#parts.push(held);
    this.#bytes += held.length;
  }
}

/** Without white space around it; also a byte order mark, which some tools put in front when a file is saved again. */
function trimmed(line: Buffer): Buffer {
  let start = line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf ? 3 : 0;
  let end = line.length;
  while (start < end && isSpace(line[start]!)) start++;
  while (end > start && isSpace(line[end - 1]!)) end--;
  return start === 0 && end === line.length ? line : line.subarray(start, end);
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0d || byte === 0x09;
}
