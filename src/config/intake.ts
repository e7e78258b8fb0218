import { isDatadogSite, logsUrl, sites, type DatadogSite } from '../datadog/sites.ts';
import { maxAccessKeyBytes, maxRequestBodyBytes } from '../firehose/http-endpoint.ts';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { parseTransformConfig, type Environment, type TransformConfig } from './transform.ts';
import type { Variable } from './variables.ts';

/** Where a key comes from. */
export type KeySource =
  | { readonly kind: 'fixed'; readonly keys: readonly string[] }
  | { readonly kind: 'secret'; readonly arn: string };

export interface IntakeConfig {
  readonly transform: TransformConfig;
  readonly accessKeys: KeySource;
  readonly apiKey: KeySource;
  /** Of the Logs API v2, with its path. */
  readonly logsUrl: string;
  /** Path that requests must have. */
  readonly path: string;
  readonly park: { readonly bucket: string; readonly prefix: string } | undefined;
  /** Largest body, after decompression. */
  readonly maxBodyBytes: number;
  /** Of gzip towards Datadog, 1 to 9. */
  readonly compressionLevel: number;
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
  DD_API_KEY: {
    name: 'DD_API_KEY',
    fallback: '',
    allowed: 'an API key of printable ASCII; or set DD_API_KEY_SECRET_ARN instead',
    meaning: 'API key for Datadog.',
  },
  DD_API_KEY_SECRET_ARN: {
    name: 'DD_API_KEY_SECRET_ARN',
    fallback: '',
    allowed: 'the ARN of a secret in Secrets Manager',
    meaning: 'The secret with the API key, `{"api_key":"…"}` or plain.',
  },
  DD_SITE: {
    name: 'DD_SITE',
    fallback: 'datadoghq.com',
    allowed: sites.join(', '),
    meaning: 'Datadog site.',
  },
  DD_URL: {
    name: 'DD_URL',
    fallback: '',
    allowed: 'a base URL, https://… or http://…',
    meaning: 'Replaces the base of the Logs API (PrivateLink, a proxy); `/api/v2/logs` is appended.',
  },
  DD_COMPRESSION_LEVEL: {
    name: 'DD_COMPRESSION_LEVEL',
    fallback: '1',
    allowed: 'a whole number from 1 to 9',
    meaning: 'Level of gzip towards Datadog.',
  },
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
  const problems: ConfigProblem[] = [];
  const v = intakeVariables;
  const text = ({ name, fallback }: Variable): string => environment[name]?.trim() || fallback;
  const problem = ({ name, allowed }: Variable, value: string | undefined): void => {
    problems.push({ variable: name, value, allowed });
  };
  const checked = (variable: Variable, isAllowed: (value: string) => boolean): string => {
    const value = text(variable);
    if (isAllowed(value)) return value;
    problem(variable, value);
    return variable.fallback;
  };
  const keySource = (keys: Variable, arn: Variable, split: boolean): KeySource => {
    const given = text(keys);
    const list = split ? given.split(',').map((key) => key.trim()) : [given];
    const fixed = list.filter((key) => key !== '');
    if (fixed.length > 0 && text(arn) !== '') problem(arn, 'set together with the other');
    if (text(arn) !== '') return { kind: 'secret', arn: checked(arn, isSecretArn) };
    if (fixed.length === 0) problem(keys, undefined);
    else if (!fixed.every(isKey)) problem(keys, 'hidden');
    return { kind: 'fixed', keys: fixed };
  };

  const site = checked(v.DD_SITE, isDatadogSite) as DatadogSite;
  const prefix = checked(v.INTAKE_PARK_PREFIX, isPrefix);
  const bucket = checked(v.INTAKE_PARK_BUCKET, isBucket);
  const config: IntakeConfig = {
    transform: transformConfig(environment, problems),
    accessKeys: keySource(v.INTAKE_ACCESS_KEYS, v.INTAKE_ACCESS_KEYS_SECRET_ARN, true),
    apiKey: keySource(v.DD_API_KEY, v.DD_API_KEY_SECRET_ARN, false),
    logsUrl: logsUrl(site, checked(v.DD_URL, isBaseUrl)),
    path: checked(v.INTAKE_PATH, (value) => value.startsWith('/')),
    park: bucket === '' ? undefined : { bucket, prefix },
    maxBodyBytes: Number(
      checked(v.INTAKE_MAX_BODY_BYTES, (value) => isWhole(value, 1_000_000, maxRequestBodyBytes)),
    ),
    compressionLevel: Number(checked(v.DD_COMPRESSION_LEVEL, (value) => isWhole(value, 1, 9))),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** The Logs API knows tags by `ddtags` alone. */
function transformConfig(environment: Environment, problems: ConfigProblem[]): TransformConfig {
  try {
    const config = parseTransformConfig(environment);
    if (config.tagsAs === 'attributes')
      problems.push({ variable: 'TAGS_AS', value: 'attributes', allowed: 'both or ddtags, for the intake' });
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems);
    return parseTransformConfig({});
  }
}

function isKey(key: string): boolean {
  return /^[\x21-\x7e]+$/.test(key) && key.length <= maxAccessKeyBytes;
}

function isSecretArn(value: string): boolean {
  return /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:\S+$/.test(value);
}

function isBaseUrl(value: string): boolean {
  return value === '' || (URL.canParse(value) && /^https?:\/\//.test(value));
}

function isPrefix(value: string): boolean {
  return value.endsWith('/') && !value.startsWith('/');
}

function isBucket(value: string): boolean {
  return value === '' || /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value);
}

function isWhole(value: string, min: number, max: number): boolean {
  return /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max;
}
