import { isDatadogSite, logsUrl, sites, type DatadogSite } from '../datadog/sites.ts';
import { isSecretArn } from '../firehose/names.ts';
import { readTransformConfig, type TransformConfig } from './transform.ts';
import { notAllowed, type Parsed, type Setting, type SettingsReader } from './settings.ts';
import type { Variable } from './variables.ts';

/** Where a key comes from. */
export type KeySource =
  | { readonly kind: 'fixed'; readonly keys: readonly string[] }
  | { readonly kind: 'secret'; readonly arn: string };

/** Where logs are sent, and how they are enriched on the way. */
export interface DestinationConfig {
  readonly transform: TransformConfig;
  readonly apiKey: KeySource;
  /** Of the Logs API v2, with its path. */
  readonly logsUrl: string;
  /** Of gzip towards Datadog, 1 to 9. */
  readonly compressionLevel: number;
}

export const destinationVariables = {
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
} as const satisfies Record<string, Variable>;

export function readDestination(reader: SettingsReader): DestinationConfig {
  const v = destinationVariables;
  const site = reader.parsed(v.DD_SITE, (text): Parsed<DatadogSite> =>
    isDatadogSite(text) ? { value: text } : notAllowed,
  );
  return {
    transform: readTransformConfig(reader),
    apiKey: readKeySource(reader, v.DD_API_KEY, v.DD_API_KEY_SECRET_ARN, (text) => [text]),
    logsUrl: logsUrl(site, reader.matching(v.DD_URL, isBaseUrl)),
    compressionLevel: reader.whole(v.DD_COMPRESSION_LEVEL, 1, 9),
  };
}

/** A key or a secret, one of the two. `split` makes single keys of the text. A problem never quotes a key. */
export function readKeySource(
  reader: SettingsReader,
  keys: Setting,
  arn: Setting,
  split: (text: string) => readonly string[],
): KeySource {
  const fixed = split(reader.text(keys)).filter((key) => key !== '');
  if (reader.text(arn) !== '') {
    if (fixed.length > 0) reader.problem(arn, `set together with ${keys.name}`);
    return { kind: 'secret', arn: reader.matching(arn, isSecretArn) };
  }
  if (fixed.length === 0) reader.problem(keys, undefined);
  else if (!fixed.every((key) => /^[\x21-\x7e]{1,4096}$/.test(key))) reader.problem(keys, 'hidden');
  return { kind: 'fixed', keys: fixed };
}

function isBaseUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\//.test(text);
}
