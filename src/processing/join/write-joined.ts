import { Buffer } from 'node:buffer';
import type { ByteSink } from '../../json/edit.ts';
import { truncatedMarker, type JoinedLog } from './joined-log.ts';
import { seamBetween, type Content } from './seam.ts';

const marker = Buffer.from(truncatedMarker);

/**
 * Writes the text of a joined log as the content of a JSON string: the contents of its parts byte for byte, with `separator` (escaped
 * too) between lines. Empty lines at the end are left out, as the Agent trims them. `contentOf` is asked once for each line.
 */
export function writeJoined(
  { parts, startMarker, endMarker }: JoinedLog,
  contentOf: (line: number) => Content,
  separator: Uint8Array,
  sink: ByteSink,
): void {
  const contents = parts.map(({ line }) => contentOf(line));
  let last = contents.length - 1;
  while (last > 0 && isEmpty(contents[last]!)) last--;
  if (startMarker) sink.write(marker, 0, marker.length);
  let { start } = contents[0]!;
  for (let index = 0; index <= last; index++) {
    const { bytes, end } = contents[index]!;
    const next = index < last ? contents[index + 1]! : undefined;
    const isCutHere = next !== undefined && !parts[index + 1]!.isSeparated;
    const seam = isCutHere ? seamBetween({ bytes, start, end }, next) : undefined;
    sink.write(bytes, start, seam?.leftEnd ?? end);
    if (seam !== undefined) sink.write(seam.character, 0, seam.character.length);
    if (next === undefined) break;
    if (!isCutHere) sink.write(separator, 0, separator.length);
    start = seam?.rightStart ?? next.start;
  }
  if (endMarker) sink.write(marker, 0, marker.length);
}

function isEmpty({ start, end }: Content): boolean {
  return start === end;
}
