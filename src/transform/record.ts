import { Buffer } from 'node:buffer';
import { ByteWriter } from '../codec/byte-writer.ts';
import type { TransformConfig } from '../config/transform.ts';
import type { Processing } from '../processing/processing.ts';
import { AttributeKeys } from './line/attributes.ts';
import { LineEnricher } from './line/enrich.ts';
import { LineReader } from './line/read-line.ts';
import { noLines, type LineCounts } from './outcome.ts';
import { EventProcessor } from './process/event-processor.ts';
import { PodCache } from './pod/pod-cache.ts';
import { ReadingRoom, RecordReader } from './read-record.ts';
import { RecordWriter, type WrittenRecord } from './write-record.ts';

export interface RecordInput {
  /** The record's bytes, perhaps gzip, zstd or snappy, holding one line or many. */
  readonly data: Uint8Array;
  readonly arrivalTimeMs: number | undefined;
  readonly streamArn: string | undefined;
}

export interface RecordOutput {
  /** The same lines, enriched and unpacked; the very same bytes where nothing could be done. */
  readonly data: Uint8Array;
  readonly changed: boolean;
  readonly lines: LineCounts;
}

/** A record at the beginning of a buffer that is used for one record after the other. */
export interface BufferedRecord extends Omit<RecordInput, 'data'> {
  readonly bytes: Buffer;
  readonly end: number;
  /** As in `WriteOptions`; by default there is no limit. */
  readonly maxEnrichedBytes?: number;
}

export interface RecordTransform {
  transform(record: RecordInput): RecordOutput;
  /** The same without a copy: writes to `writer` and adds to `lines`. */
  pass(record: BufferedRecord, writer: ByteWriter, lines: LineCounts): WrittenRecord;
}

/** Makes the transform of single records; it remembers the pods it has met. */
export function createRecordTransform(config: TransformConfig): RecordTransform {
  const stages = createStages(config);
  const own = new ByteWriter();
  const pass: RecordTransform['pass'] = (record, writer, lines) => {
    const { bytes, end, streamArn, arrivalTimeMs, maxEnrichedBytes = Infinity } = record;
    stages.pods.useStream(streamArn);
    const view = stages.reader.read(bytes, 0, end, new ReadingRoom());
    return stages.writer.write(view, { arrivalTimeMs, maxEnrichedBytes }, writer, lines);
  };
  return {
    pass,
    transform(record) {
      const lines = noLines();
      const { buffer, byteOffset, byteLength } = record.data;
      const bytes = Buffer.from(buffer, byteOffset, byteLength);
      const { changed } = pass({ ...record, bytes, end: byteLength }, own, lines);
      return { data: changed ? own.toBuffer() : record.data, changed, lines };
    },
  };
}

/** The stages that a record goes through, in order. */
export interface Stages {
  readonly pods: PodCache;
  readonly lines: LineReader;
  readonly reader: RecordReader;
  readonly enricher: LineEnricher;
  /** Without one, lines neither join nor go. */
  readonly processor: EventProcessor | undefined;
  readonly writer: RecordWriter;
}

export function createStages(config: TransformConfig, processing?: Processing): Stages {
  const pods = new PodCache(config);
  const keys = new AttributeKeys(config.tagMapping.map(({ tagKey }) => tagKey));
  const lines = new LineReader(keys, pods);
  const reader = new RecordReader(lines);
  const enricher = new LineEnricher({ config, keys, pods, reader: lines });
  const { keepLog: keepsLog, tagsAs } = config;
  const writesTags = tagsAs !== 'attributes';
  const processor =
    processing && new EventProcessor({ processing, pods, reader: lines, writesTags, keepsLog });
  return { pods, lines, reader, enricher, processor, writer: new RecordWriter(reader, enricher) };
}
