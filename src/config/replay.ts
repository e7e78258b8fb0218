import { isDatadogSite, logsUrl, type DatadogSite } from '../datadog/sites.ts';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { intakeVariables, type KeySource } from './intake.ts';
import { parseBytesPerSecond, parseDurationMs } from './replay-values.ts';
import { parseTransformConfig, type Environment, type TransformConfig } from './transform.ts';
import type { Variable } from './variables.ts';

/** Where a replay sends logs, and how they are enriched on the way; for the function and the command. */
export interface ReplayDestinationConfig {
  readonly transform: TransformConfig;
  readonly apiKey: KeySource;
  /** Of the Logs API v2, with its path. */
  readonly logsUrl: string;
  /** Of gzip, 1 to 9. */
  readonly compressionLevel: number;
}

/** What the function reads besides. */
export interface ReplayConfig extends ReplayDestinationConfig {
  readonly bucket: string;
  readonly prefix: string;
  readonly old: 'restamp' | 'skip' | 'send';
  readonly after: 'move' | 'delete' | 'keep';
  readonly minAgeMs: number;
  readonly maxAttempts: number;
  readonly concurrency: number;
  readonly bytesPerSecond: number | undefined;
}

const { DD_API_KEY, DD_API_KEY_SECRET_ARN, DD_SITE, DD_URL, DD_COMPRESSION_LEVEL } = intakeVariables;

/** What a replay reads besides the variables of the transform, in the order of the document. */
export const replayVariables = {
  DD_API_KEY,
  DD_API_KEY_SECRET_ARN,
  DD_SITE,
  DD_URL,
  DD_COMPRESSION_LEVEL,
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
  const reader = new Reader(environment);
  const v = replayVariables;
  const config: ReplayConfig = {
    ...readDestination(reader),
    bucket: reader.matching(v.REPLAY_BUCKET, /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
    prefix: reader.text(v.REPLAY_PREFIX).replace(/^\/$/, ''),
    old: reader.oneOf(v.REPLAY_OLD, ['restamp', 'skip', 'send']),
    after: reader.oneOf(v.REPLAY_AFTER, ['move', 'delete', 'keep']),
    minAgeMs: reader.parsed(v.REPLAY_MIN_AGE, parseDurationMs),
    maxAttempts: reader.whole(v.REPLAY_MAX_ATTEMPTS, 1, 1_000),
    concurrency: reader.whole(v.REPLAY_CONCURRENCY, 1, 64),
    bytesPerSecond:
      reader.text(v.REPLAY_RATE) === '' ? undefined : reader.parsed(v.REPLAY_RATE, parseBytesPerSecond),
  };
  reader.finish();
  return config;
}

/** Reads what the command needs to send to Datadog; the rest are its options. */
export function parseReplayDestination(environment: Environment): ReplayDestinationConfig {
  const reader = new Reader(environment);
  const config = readDestination(reader);
  reader.finish();
  return config;
}

function readDestination(reader: Reader): ReplayDestinationConfig {
  const v = replayVariables;
  const site = reader.text(v.DD_SITE);
  if (!isDatadogSite(site)) reader.problem(v.DD_SITE, site);
  const url = reader.text(v.DD_URL);
  if (url !== '' && !(URL.canParse(url) && /^https?:\/\//.test(url))) reader.problem(v.DD_URL, url);
  return {
    transform: reader.transform(),
    apiKey: reader.apiKey(),
    logsUrl: logsUrl(site as DatadogSite, url),
    compressionLevel: reader.whole(v.DD_COMPRESSION_LEVEL, 1, 9),
  };
}

/** Reads variables one by one and remembers what is wrong with them. */
class Reader {
  readonly #environment: Environment;
  readonly #problems: ConfigProblem[] = [];

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  text({ name, fallback }: Variable): string {
    return this.#environment[name]?.trim() || fallback;
  }

  problem({ name, allowed }: Variable, value: string | undefined): void {
    this.#problems.push({ variable: name, value: value === '' ? undefined : value, allowed });
  }

  parsed<T>(variable: Variable, parse: (value: string) => T | undefined): T {
    const value = parse(this.text(variable));
    if (value === undefined) this.problem(variable, this.text(variable));
    // Not looked at any more once there is a problem.
    return value as T;
  }

  matching(variable: Variable, pattern: RegExp): string {
    return this.parsed(variable, (value) => (pattern.test(value) ? value : undefined));
  }

  oneOf<T extends string>(variable: Variable, allowed: readonly T[]): T {
    return this.parsed(variable, (value) => allowed.find((word) => word === value.toLowerCase()));
  }

  whole(variable: Variable, min: number, max: number): number {
    return this.parsed(variable, (value) => {
      const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
      return number >= min && number <= max ? number : undefined;
    });
  }

  apiKey(): KeySource {
    const key = this.text(DD_API_KEY);
    const arn = this.text(DD_API_KEY_SECRET_ARN);
    if (arn !== '') {
      if (key !== '') this.problem(DD_API_KEY_SECRET_ARN, 'set together with DD_API_KEY');
      if (!/^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:\S+$/.test(arn))
        this.problem(DD_API_KEY_SECRET_ARN, arn);
      return { kind: 'secret', arn };
    }
    if (key === '') this.problem(DD_API_KEY, undefined);
    else if (!/^[\x21-\x7e]+$/.test(key)) this.problem(DD_API_KEY, 'hidden');
    return { kind: 'fixed', keys: [key] };
  }

  transform(): TransformConfig {
    try {
      return parseTransformConfig(this.#environment);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.#problems.push(...error.problems);
      return parseTransformConfig({});
    }
  }

  finish(): void {
    if (this.#problems.length > 0) throw new ConfigError(this.#problems);
  }
}
