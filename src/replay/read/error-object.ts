import { isFailedRecord } from './failed-record.ts';
import { partsOfLine } from './line-parts.ts';
import type { SourceLine } from './lines.ts';

/** Nothing in the object is a failed record, so it is not Firehose's error output. The message is a sentence. */
export class NotAnErrorObject extends Error {
  constructor(key: string) {
    super(`${key} is left as it is: no line of it is a failed record`);
    this.name = 'NotAnErrorObject';
  }
}

/** Lines before the first failed record that are kept in memory, in bytes; where there are more, the object is read anew. */
const maxHeldBytes = 1024 * 1024;

/** All lines of an object, once one of them is known to be a failed record; else it throws `NotAnErrorObject`. */
export async function* linesOfErrorObject(
  key: string,
  open: () => AsyncIterable<readonly SourceLine[]>,
): AsyncGenerator<readonly SourceLine[], void, undefined> {
  const before: (readonly SourceLine[])[] = [];
  let bytesBefore = 0;
  let isFound = false;
  for await (const lines of open()) {
    if (isFound) yield lines;
    else if (lines.some(holdsFailedRecord)) {
      if (bytesBefore > maxHeldBytes) return yield* open();
      isFound = true;
      yield* before.splice(0);
      yield lines;
    } else {
      bytesBefore += lines.reduce((sum, { bytes }) => sum + bytes.length, 0);
      if (bytesBefore > maxHeldBytes) before.length = 0;
      else before.push(lines);
    }
  }
  if (!isFound) throw new NotAnErrorObject(key);
}

function holdsFailedRecord({ kind, bytes }: SourceLine): boolean {
  return kind !== 'overlong' && partsOfLine(bytes).some(isFailedRecord);
}
