import type { DatadogSite } from '../datadog/sites.ts';
import type { LocalCounts } from './counts.ts';
import type { Clock } from '../adapters/clock.ts';
import type { DatadogOptions } from './datadog/datadog.ts';
import type { WrittenObject } from './firehose/error-store.ts';
import type { FunctionFile } from './firehose/function-worker.ts';
import type { TransformHandler } from './firehose/invoke.ts';
import type { StreamObserver } from './firehose/observer.ts';
import type { TlsFiles } from './server.ts';

export interface LocalOptions {
  /** The transform: a built file, run in a thread of its own, or a handler in this one. */
  readonly function: FunctionFile | TransformHandler;
  /** Directory of all that is kept: `s3/` for the error output, `datadog/logs.ndjson` for what Datadog took. */
  readonly directory: string;
  readonly streamName?: string;
  readonly region?: string;
  /** Ports of the Firehose API and of the Datadog stand-in; 0, the default, takes any free one. */
  readonly port?: number;
  readonly datadogPort?: number;
  /** TLS for the Firehose API. */
  readonly tls?: TlsFiles | undefined;
  /** Chooses the path of the stand-in's Firehose intake. */
  readonly site?: DatadogSite;
  /** The only key that the stand-in takes; without it, any. */
  readonly apiKey?: string;
  /** Deliver there instead of to the stand-in. */
  readonly destination?: { readonly url: string; readonly accessKey: string };
  readonly tuning?: Partial<Tuning>;
  /** Whether the stand-in keeps accepted logs in memory; default true. */
  readonly keepLogsInMemory?: boolean;
  /** The stream hands records on as they are, as one without a processor. */
  readonly withoutProcessor?: boolean;
  readonly observer?: StreamObserver | undefined;
  /** Told of every log that the stand-in takes. */
  readonly onAccepted?: DatadogOptions['onAccepted'];
  readonly onChange?: (counts: LocalCounts) => void;
  readonly onErrorObject?: (object: WrittenObject) => void;
  readonly deps?: Clock;
}

/** The settings that a stream's owner makes; the defaults are those of this project's stack. */
export interface Tuning {
  readonly transformBufferBytes: number;
  readonly transformIntervalMs: number;
  readonly numberOfRetries: number;
  readonly functionTimeoutMs: number;
  readonly deliveryBufferBytes: number;
  readonly deliveryIntervalMs: number;
  readonly retryDurationMs: number;
  readonly contentEncoding: 'NONE' | 'GZIP';
  readonly commonAttributes: Readonly<Record<string, string>>;
  readonly errorBufferBytes: number;
  readonly errorIntervalMs: number;
  readonly errorOutputPrefix: string;
  readonly errorCompression: 'UNCOMPRESSED' | 'GZIP';
}

export const defaultTuning: Tuning = {
  transformBufferBytes: 1_048_576,
  transformIntervalMs: 60_000,
  numberOfRetries: 3,
  functionTimeoutMs: 300_000,
  deliveryBufferBytes: 2 * 1_048_576,
  deliveryIntervalMs: 60_000,
  retryDurationMs: 60_000,
  contentEncoding: 'GZIP',
  commonAttributes: {},
  errorBufferBytes: 5 * 1_048_576,
  errorIntervalMs: 300_000,
  errorOutputPrefix: 'errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/',
  errorCompression: 'UNCOMPRESSED',
};
