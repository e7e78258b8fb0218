import { parseTransformConfig } from '../../../src/config/transform.ts';
import { ScratchBuffer } from '../../../src/codec/scratch.ts';
import { readFailedRecord } from '../../../src/replay/failed-record.ts';
import { logsOfRecord } from '../../../src/replay/record-logs.ts';
import { createRecordTransform } from '../../../src/transform/record.ts';
import { idOf } from './datadog.ts';
import type { Bucket } from './memory-store.ts';

const transform = createRecordTransform(parseTransformConfig({}));

export interface ParkedLine {
  readonly fields: Readonly<Record<string, unknown>>;
  /** Ids of the logs in it; `?` for a line that cannot be decoded. */
  readonly ids: readonly string[];
}

/** All lines under `parked/`. */
export function parkedLines(bucket: Bucket): ParkedLine[] {
  return [...bucket]
    .filter(([key]) => key.startsWith('parked/'))
    .flatMap(([, { bytes }]) =>
      bytes
        .toString()
        .trimEnd()
        .split('\n')
        .map((line) => ({ fields: JSON.parse(line), ids: idsOf(line) })),
    );
}

export function parkedIds(bucket: Bucket): string[] {
  return parkedLines(bucket).flatMap(({ ids }) => ids);
}

function idsOf(line: string): string[] {
  const read = readFailedRecord(Buffer.from(line), new ScratchBuffer());
  if (read.kind !== 'record') return ['?'];
  const record = logsOfRecord(read.data, read.arrivalTimeMs, transform);
  return record.kind === 'logs' ? record.logs.map((log) => idOf(JSON.parse(log.toString()))) : ['?'];
}
