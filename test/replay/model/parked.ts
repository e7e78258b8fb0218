import { parseTransformConfig } from '../../../src/config/transform.ts';
import { ScratchBuffer } from '../../../src/codec/scratch.ts';
import { readFailedRecord } from '../../../src/replay/read/failed-record.ts';
import { createLogReader } from '../../../src/logs/record-logs.ts';
import { idOf } from './datadog.ts';
import type { Bucket } from './memory-store.ts';

const reader = createLogReader(parseTransformConfig({}));

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
  const scratch = new ScratchBuffer();
  const read = readFailedRecord(Buffer.from(line), scratch);
  if (read.kind !== 'record') return ['?'];
  const { arrivalTimeMs, streamArn } = read;
  const record = reader.read({ bytes: scratch.bytes, end: read.length, arrivalTimeMs, streamArn });
  return record.kind === 'logs'
    ? Array.from(record.logs, ({ log }) => idOf(JSON.parse(log.toString())))
    : ['?'];
}
