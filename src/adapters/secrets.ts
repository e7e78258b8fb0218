import type { KeySource } from '../config/destination.ts';
import { arnParts } from '../firehose/names.ts';
import { awsClient, type Patience } from './aws-client.ts';

/** A key or password that may change while the process runs. */
export interface Secret {
  /** The values that are good now, the newest first; never empty. Throws a sentence when they cannot be had. */
  values(): Promise<readonly string[]>;
  /** Reads again, because a value was refused; the same values as before when that was only a moment ago. */
  refresh(): Promise<readonly string[]>;
}

/** A secret from the environment. */
export function fixedSecret(...values: readonly string[]): Secret {
  return { values: () => Promise.resolve(values), refresh: () => Promise.resolve(values) };
}

/** The secret that a configuration names. `withPrevious` also accepts the value before the last rotation. */
export function secretOf(source: KeySource, now: () => number, withPrevious = false): Secret {
  if (source.kind === 'fixed') return fixedSecret(...source.keys);
  return secretsManagerSecret({ arn: source.arn, now, withPrevious });
}

export interface SecretsManagerOptions {
  readonly arn: string;
  /** Also accept the value before the last rotation. */
  readonly withPrevious?: boolean;
  /** Epoch ms. */
  readonly now: () => number;
  readonly maxAgeMs?: number;
  readonly minRefreshMs?: number;
  readonly patience?: Patience;
}

/** A function's start waits for it. */
const usualPatience: Patience = { connectMs: 2_000, answerMs: 4_000, attempts: 3 };

/**
 * A secret of Secrets Manager, `{"api_key":"…"}` or plain text, kept for five minutes. When it cannot be read again later, the values
 * from before stay good. The SDK is loaded at the first reading.
 */
export function secretsManagerSecret(options: SecretsManagerOptions): Secret {
  const { now, maxAgeMs = 300_000, minRefreshMs = 60_000 } = options;
  let held: readonly string[] | undefined;
  let readAtMs = -Infinity;
  let reading: Promise<readonly string[]> | undefined;

  function valuesNotOlderThan(ageMs: number): Promise<readonly string[]> {
    if (held !== undefined && now() - readAtMs < ageMs) return Promise.resolve(held);
    reading ??= read().finally(() => (reading = undefined));
    return reading;
  }

  async function read(): Promise<readonly string[]> {
    readAtMs = now();
    try {
      held = await readSecret(options);
    } catch (error) {
      if (held === undefined) throw error;
    }
    return held;
  }

  return { values: () => valuesNotOlderThan(maxAgeMs), refresh: () => valuesNotOlderThan(minRefreshMs) };
}

async function readSecret(options: SecretsManagerOptions): Promise<readonly string[]> {
  const { arn, withPrevious = false, patience = usualPatience } = options;
  const { SecretsManagerClient, GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
  const { region } = arnParts(arn);
  const client = awsClient(SecretsManagerClient, patience, { region: region || undefined });
  const get = async (VersionStage: string): Promise<string> => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn, VersionStage }));
    return keyIn(SecretString ?? '', arn);
  };
  try {
    const current = await get('AWSCURRENT');
    // There is no previous version before the first rotation, and it may be of another shape.
    const previous = withPrevious ? await get('AWSPREVIOUS').catch(() => undefined) : undefined;
    return previous === undefined || previous === current ? [current] : [current, previous];
  } catch (error) {
    throw sentenceFor(error, arn);
  } finally {
    client.destroy();
  }
}

/** The message is one sentence for people, without any part of the secret. */
class SecretError extends Error {
  override readonly name = 'SecretError';
}

function keyIn(text: string, arn: string): string {
  const value = text.trim();
  const key = value.startsWith('{') ? apiKeyOf(value) : value;
  if (typeof key === 'string' && key.trim() !== '') return key.trim();
  throw new SecretError(
    `secret ${arn} holds no key; put {"api_key":"…"} or the key itself into it: aws secretsmanager put-secret-value`,
  );
}

function apiKeyOf(json: string): unknown {
  try {
    const fields: Readonly<Record<string, unknown>> = { ...JSON.parse(json) };
    return fields['api_key'] ?? fields['DD_API_KEY'];
  } catch {
    return undefined;
  }
}

const sentences: Readonly<Record<string, string>> = {
  AccessDeniedException:
    'may not be read; allow the role secretsmanager:GetSecretValue on it, and kms:Decrypt where it has a key of its own',
  ResourceNotFoundException: 'does not exist or was never given a value',
  DecryptionFailure: 'cannot be decrypted; allow the role kms:Decrypt on its key',
};

function sentenceFor(error: unknown, arn: string): Error {
  if (error instanceof SecretError) return error;
  const code = error instanceof Error ? error.name : 'unknown error';
  const sentence = Object.hasOwn(sentences, code) ? sentences[code] : `could not be read (${code})`;
  return new SecretError(`secret ${arn} ${sentence}`, { cause: error });
}
