import { isBucketName } from '../firehose/names.ts';
import { maxRequestBodyBytes } from '../firehose/http-endpoint.ts';
import { ConfigError } from './config-error.ts';
import {
  destinationVariables,
  readDestination,
  readKeySource,
  type DestinationConfig,
  type KeySource,
} from './destination.ts';
import { SettingsReader } from './settings.ts';
import type { Environment } from './transform.ts';
import { transformVariables, type Variable } from './variables.ts';

export interface IntakeConfig extends DestinationConfig {
  readonly accessKeys: KeySource;
  /** Path that requests must have. */
  readonly path: string;
  readonly park: { readonly bucket: string; readonly prefix: string } | undefined;
  /** Largest body, after decompression. */
  readonly maxBodyBytes: number;
}

/** What the intake reads besides the variables of the transform, in the order of the document. */
export const intakeVariables = {
  INTAKE_ACCESS_KEYS: {
    name: 'INTAKE_ACCESS_KEYS',
    fallback: '',
    allowed: 'access keys of printable ASCII, joined by commas; or set INTAKE_ACCESS_KEYS_SECRET_ARN instead',
    meaning: 'Keys that Firehose may send. Two at once while they are changed.',
  },
  INTAKE_ACCESS_KEYS_SECRET_ARN: {
    name: 'INTAKE_ACCESS_KEYS_SECRET_ARN',
    fallback: '',
    allowed: 'the ARN of a secret in Secrets Manager',
    meaning:
      'The secret that the stream uses, `{"api_key":"…"}`. Its previous version stays good, so that it can be rotated.',
  },
  ...destinationVariables,
  INTAKE_PARK_BUCKET: {
    name: 'INTAKE_PARK_BUCKET',
    fallback: '',
    allowed: 'the name of a bucket',
    meaning:
      'Where records go that Datadog refuses. Without it, a request with such a record is not acknowledged.',
  },
  INTAKE_PARK_PREFIX: {
    name: 'INTAKE_PARK_PREFIX',
    fallback: 'parked/',
    allowed: 'a prefix of keys that ends in /',
    meaning: 'Prefix of the parked objects.',
  },
  INTAKE_PATH: {
    name: 'INTAKE_PATH',
    fallback: '/',
    allowed: 'a path that begins with /',
    meaning: 'Path of the URL that the stream is given.',
  },
  INTAKE_MAX_BODY_BYTES: {
    name: 'INTAKE_MAX_BODY_BYTES',
    fallback: String(maxRequestBodyBytes),
    allowed: `a whole number from 1000000 to ${maxRequestBodyBytes}`,
    meaning: 'Largest body after decompression; a larger one is answered 500.',
  },
} as const satisfies Record<string, Variable>;

/** Reads the intake's configuration; throws one `ConfigError` that lists everything wrong with it. It never quotes a key. */
export function parseIntakeConfig(environment: Environment): IntakeConfig {
  const reader = new SettingsReader(environment);
  const v = intakeVariables;
  const bucket = reader.matching(v.INTAKE_PARK_BUCKET, isBucketName);
  const prefix = reader.matching(v.INTAKE_PARK_PREFIX, isPrefix);
  const config: IntakeConfig = {
    accessKeys: readKeySource(reader, v.INTAKE_ACCESS_KEYS, v.INTAKE_ACCESS_KEYS_SECRET_ARN, (text) =>
      text.split(',').map((key) => key.trim()),
    ),
    ...readDestination(reader),
    path: reader.matching(v.INTAKE_PATH, (text) => text.startsWith('/')),
    park: bucket === '' ? undefined : { bucket, prefix },
    maxBodyBytes: reader.whole(v.INTAKE_MAX_BODY_BYTES, 1_000_000, maxRequestBodyBytes),
  };
  // The Logs API knows tags by `ddtags` alone.
  if (config.transform.tagsAs === 'attributes')
    reader.problem(
      { ...transformVariables.TAGS_AS, allowed: 'both or ddtags, for the intake' },
      'attributes',
    );
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return config;
}

function isPrefix(text: string): boolean {
  return text.endsWith('/') && !text.startsWith('/');
}
