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
  /** As in `WrittenRecord`; the data of an `empty` record has no bytes, that of a `held` one is what came and must not go out. */
  readonly kind: WrittenRecord['kind'];
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
  /** Records of one batch and stream: their lines are joined across records, and one of which all lines went elsewhere is `empty`. */
  together(records: readonly RecordInput[]): Promise<readonly RecordOutput[]>;
  /** One record without a copy: writes to `writer` and adds to `lines`. */
  pass(record: BufferedRecord, writer: ByteWriter, lines: LineCounts): WrittenRecord;
}

/**
 * Makes the transform of single records; it remembers the pods it has met. With `processing`, whose engine must be loaded, lines of one
 * record are joined, filtered and masked.
 */
export function createRecordTransform(config: TransformConfig, processing?: Processing): RecordTransform {
  if (processing?.isLoaded === false) throw new TypeError('load the engine for rules first');
  const { pods, reader, processor, writer: records } = createStages(config, processing);
  const own = new ByteWriter();
  const pass: RecordTransform['pass'] = (record, writer, lines) => {
    const { bytes, end, streamArn, arrivalTimeMs, maxEnrichedBytes = Infinity } = record;
    pods.useStream(streamArn);
    const view = reader.read(bytes, 0, end, new ReadingRoom());
    const changeOf = processor?.changesOf(processor.processNow([view])!);
    return records.write(view, { arrivalTimeMs, maxEnrichedBytes, changeOf }, writer, lines);
  };
  const outputOf = (data: Uint8Array, lines: LineCounts, { kind, changed }: WrittenRecord): RecordOutput =>
    kind === 'empty'
      ? { kind, data: new Uint8Array(0), changed: true, lines }
      : { kind, data: changed ? own.toBuffer() : data, changed, lines };
  return {
    pass,
    transform(record) {
      const lines = noLines();
      const written = pass({ ...record, bytes: bufferOf(record), end: record.data.length }, own, lines);
      return outputOf(record.data, lines, written);
    },
    async together(list) {
      pods.useStream(list[0]?.streamArn);
      const room = new ReadingRoom();
      const views = list.map((record) => reader.read(bufferOf(record), 0, record.data.length, room));
      const processed = await processor?.process(views);
      const changeOf = processed && processor?.changesOf(processed);
      return list.map(({ data, arrivalTimeMs }, index) => {
        const lines = noLines();
        const options = { arrivalTimeMs, maxEnrichedBytes: Infinity, changeOf };
        return outputOf(data, lines, records.write(views[index]!, options, own, lines));
      });
    },
  };
}

export function bufferOf({ data: { buffer, byteOffset, byteLength } }: RecordInput): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
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
  const tagKeys = config.tagMapping.map(({ tagKey }) => tagKey);
  const keys = new AttributeKeys(tagKeys);
  const lines = new LineReader(keys, pods);
  const reader = new RecordReader(lines);
  const enricher = new LineEnricher({ config, keys, pods, reader: lines });
  const { keepLog: keepsLog, tagsAs } = config;
  const tagFilter = tagsAs === 'attributes' ? undefined : config.tagFilter;
  const processor =
    processing && new EventProcessor({ processing, pods, reader: lines, tagFilter, tagKeys, keepsLog });
  return { pods, lines, reader, enricher, processor, writer: new RecordWriter(reader, enricher) };
}
