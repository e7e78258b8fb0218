/** What server and page of the console say to each other, as JSON. */
import type { Explanation } from '../../transform/explain/explanation.ts';
import type { LocalCounts } from '../counts.ts';

/** Where a log is: on its way, taken by Datadog, failed and in S3, or left out by the transform. */
export type LogFate = 'under way' | 'at Datadog' | 'in S3' | 'left out';

/** A log as a row of the tail. */
export interface LogSummary {
  /** Counts up without gaps. */
  readonly id: number;
  /** Number of its record in the stream; 0 for a log that was replayed or came by the intake. */
  readonly record: number;
  /** When it came, epoch ms. */
  readonly atMs: number;
  readonly fate: LogFate;
  readonly status: string;
  readonly service: string;
  readonly pod: string;
  /** The first characters of its message. */
  readonly text: string;
  readonly tags: number;
}

/** A log as it came and as it goes on; each text is cut where it is very long. */
export interface LogDetail {
  readonly id: number;
  readonly atMs: number;
  readonly fate: LogFate;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Error code of a record that failed. */
  readonly code: string | undefined;
  /** Why it is what it is, as far as that is known. */
  readonly why?: Explanation | undefined;
}

/** Records from one number to another have this fate now. */
export type FateChange = readonly [from: number, to: number, fate: LogFate];

export interface ReplayState {
  readonly running: boolean;
  readonly objects: number;
  readonly objectsTotal: number;
  readonly sent: number;
  /** How the last run ended; empty before the first. */
  readonly sentence: string;
}

export interface ConsoleState {
  readonly counts: LocalCounts;
  readonly underWay: number;
  /** Lines by what the function's own log line counts: `LinesEnriched`, `LinesUntouched`, … */
  readonly lines: Readonly<Record<string, number>>;
  /** Logs that the stand-in has taken; `undefined` where `DD_URL` names another destination. */
  readonly atDatadog: number | undefined;
  /** Error objects that are due. */
  readonly errorObjects: number;
  /** The fault that the stand-in gives to the next request, as JSON. */
  readonly fault: string | undefined;
  readonly replay: ReplayState;
  /** Whether samples are sent again and again. */
  readonly playing: boolean;
}

export interface ConsoleFacts {
  readonly streamName: string;
  readonly firehoseUrl: string;
  readonly destination: string;
  readonly route: 'direct' | 'intake';
  readonly hasSamples: boolean;
  readonly replayCommand: string;
}

export interface ErrorObject {
  readonly key: string;
  readonly bytes: number;
  readonly writtenMs: number;
}

/** A failed record of an error object. */
export interface ErrorRecord {
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly attempts: number;
  readonly arrivedMs: number;
  /** The record as it was put, cut where it is very long. */
  readonly data: string;
}

export interface ErrorObjectDetail {
  readonly key: string;
  readonly records: readonly ErrorRecord[];
  /** Records that are not shown. */
  readonly more: number;
}

/** What the playground was asked: settings, and a text or a capture in base64. */
export interface TryRequest {
  readonly environment: Readonly<Record<string, string>>;
  readonly input: string;
  /** Whether the dates are to be read as if the lines were written now. */
  readonly asOfNow: boolean;
}

export interface TriedRecord {
  readonly before: string;
  readonly result: string;
  /** The record goes on byte for byte. */
  readonly untouched: boolean;
  readonly logs: readonly string[];
  /** Why, for each of its lines; none where that would take too long. */
  readonly why: readonly Explanation[];
}

export interface SettingError {
  readonly name: string;
  readonly sentence: string;
}

export type TryAnswer =
  | { readonly kind: 'problems'; readonly problems: readonly SettingError[] }
  | { readonly kind: 'failed'; readonly sentence: string }
  | {
      readonly kind: 'tried';
      readonly records: readonly TriedRecord[];
      /** Records that are not shown. */
      readonly more: number;
      readonly lines: Readonly<Record<string, number>>;
      /** Epoch ms at which they were tried: what dates are judged by. */
      readonly atMs: number;
    };
