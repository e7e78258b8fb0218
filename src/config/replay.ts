import { isBucketName } from '../firehose/names.ts';
import { ConfigError } from './config-error.ts';
import { destinationVariables, readDestination, type DestinationConfig } from './destination.ts';
import { parseBytesPerSecond, parseDurationMs } from './replay-values.ts';
import { allowedIfDefined, SettingsReader, type Parsed } from './settings.ts';
import type { Environment } from './transform.ts';
import type { Variable } from './variables.ts';

/** What the function reads besides. */
export interface ReplayConfig extends DestinationConfig {
  readonly bucket: string;
  readonly prefix: string;
  readonly old: 'restamp' | 'skip' | 'send';
  readonly after: 'move' | 'delete' | 'keep';
  readonly minAgeMs: number;
  readonly maxAttempts: number;
  readonly concurrency: number;
  readonly bytesPerSecond: number | undefined;
}

/** What a replay reads besides the variables of the transform, in the order of the document. */
export const replayVariables = {
  ...destinationVariables,
  REPLAY_BUCKET: {
    name: 'REPLAY_BUCKET',
    fallback: '',
    allowed: 'the name of a bucket',
    meaning: 'Bucket with the error output. The function touches no other, whatever an event says.',
  },
  REPLAY_PREFIX: {
    name: 'REPLAY_PREFIX',
    fallback: 'errors/',
    allowed: 'a prefix of keys; `/` for the whole bucket',
    meaning: 'Prefix of the error output. The function reads no other objects.',
  },
  REPLAY_OLD: {
    name: 'REPLAY_OLD',
    fallback: 'restamp',
    allowed: 'restamp, skip or send',
    meaning:
      'Logs older than the 18 hours that Datadog takes: `restamp` moves their date to `original_timestamp`, `skip` leaves them in S3, `send` sends them as they are.',
  },
  REPLAY_AFTER: {
    name: 'REPLAY_AFTER',
    fallback: 'move',
    allowed: 'move, delete or keep',
    meaning:
      'What becomes of an object when every record of it is delivered or parked; `move` is to `replayed/`.',
  },
  REPLAY_MIN_AGE: {
    name: 'REPLAY_MIN_AGE',
    fallback: '15m',
    allowed: 'a duration such as 90s, 15m or 2h',
    meaning: 'Objects younger than this wait for a later run, so that an outage does not become a loop.',
  },
  REPLAY_MAX_ATTEMPTS: {
    name: 'REPLAY_MAX_ATTEMPTS',
    fallback: '5',
    allowed: 'a whole number from 1 to 1000',
    meaning: 'A record that was tried so often, in all runs together, is parked.',
  },
  REPLAY_CONCURRENCY: {
    name: 'REPLAY_CONCURRENCY',
    fallback: '4',
    allowed: 'a whole number from 1 to 64',
    meaning: 'Objects that one invocation works on at the same time.',
  },
  REPLAY_RATE: {
    name: 'REPLAY_RATE',
    fallback: '',
    allowed: 'bytes a second such as 2MB/s or 500kB/s',
    meaning: 'Limit on the speed of one invocation.',
  },
} as const satisfies Record<string, Variable>;

/** Reads what the function needs; throws one `ConfigError` that lists everything wrong with it. It never quotes a key. */
export function parseReplayConfig(environment: Environment): ReplayConfig {
  const reader = new SettingsReader(environment);
  const v = replayVariables;
  const config: ReplayConfig = {
    ...readDestination(reader),
    bucket: reader.required(v.REPLAY_BUCKET, isBucketName),
    prefix: reader.text(v.REPLAY_PREFIX).replace(/^\/$/, ''),
    old: reader.oneOf(v.REPLAY_OLD, ['restamp', 'skip', 'send']),
    after: reader.oneOf(v.REPLAY_AFTER, ['move', 'delete', 'keep']),
    minAgeMs: reader.parsed(v.REPLAY_MIN_AGE, (text) => allowedIfDefined(parseDurationMs(text))),
    maxAttempts: reader.whole(v.REPLAY_MAX_ATTEMPTS, 1, 1_000),
    concurrency: reader.whole(v.REPLAY_CONCURRENCY, 1, 64),
    bytesPerSecond: reader.parsed(v.REPLAY_RATE, (text): Parsed<number | undefined> =>
      text === '' ? { value: undefined } : allowedIfDefined(parseBytesPerSecond(text)),
    ),
  };
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return config;
}

/** Reads what the command needs to send to Datadog; the rest are its options. */
export function parseReplayDestination(environment: Environment): DestinationConfig {
  const reader = new SettingsReader(environment);
  const config = readDestination(reader);
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return config;
}
