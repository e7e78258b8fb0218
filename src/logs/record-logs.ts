import type { TransformConfig } from '../config/transform.ts';
import type { Processing } from '../processing/processing.ts';
import { UnpackingRoom } from '../transform/read-record.ts';
import type { RawRecord, RecordLogs } from './record-log.ts';
import { StreamLogs } from './stream-logs.ts';

export type { LogProcessing, RecordLog, RecordLogs, UnreadableReason } from './record-log.ts';

export interface LogReader {
  /** Loads what rules need; to be awaited before anything is read. */
  load(): Promise<void>;
  /** Unpacks the record as far as there is room, by default for one record, and counts its logs. */
  read(record: RawRecord, room?: UnpackingRoom): RecordLogs;
}

/** Streams whose pods are remembered. */
const maxStreams = 8;

/**
 * Makes logs for the Logs API of records, as the transform and Datadog's Firehose intake together would make them: each line is
 * enriched, text becomes the message of a log, messages of CloudWatch Logs subscriptions are taken apart. Every log is made when it is
 * asked for, so that memory does not grow with what is packed. With `processing`, lines of one record are selected, joined, filtered
 * and masked as in the transform.
 */
export function createLogReader(config: TransformConfig, processing?: Processing): LogReader {
  const streams = new Map<string | undefined, StreamLogs>();
  return {
    async load() {
      await processing?.load();
    },
    read(record, room = new UnpackingRoom()) {
      const { streamArn } = record;
      const stream = streams.get(streamArn) ?? new StreamLogs(config, streamArn, processing);
      streams.delete(streamArn);
      streams.set(streamArn, stream);
      const [oldest] = streams.keys();
      if (streams.size > maxStreams) streams.delete(oldest);
      return stream.read(record, room);
    },
  };
}
