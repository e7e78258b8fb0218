import { arnParts } from '../../firehose/names.ts';
import type { DatadogSite } from '../../datadog/sites.ts';
import { found, healthy, unknown, type Diagnosis } from '../finding.ts';
import type { Lookup } from '../lookup.ts';

/** Whether who needs the secret can read it: Firehose JSON with `api_key`. Source: developer guide, `using-secrets-manager`. */
export function secretDiagnosis(
  secretArn: string,
  secret: Lookup<string>,
  read: (secret: string) => string | undefined = keyIn,
): Diagnosis {
  const check = 'secret';
  if (secret.kind === 'unknown') return unknown(check, secret.reason);
  const fix = putSecretCommand(arnParts(secretArn).region, secretArn);
  if (secret.kind === 'missing') {
    return found({
      check,
      what: `${secretArn} does not exist or holds nothing yet`,
      impact: 'Firehose has no key; nothing is delivered, and all records end in the error output',
      fix,
    });
  }
  if (read(secret.value) !== undefined) return healthy(check, `${secretArn} holds a key`);
  return found({
    check,
    what: `${secretArn} is not of the form {"api_key":"…"}`,
    impact:
      'Firehose cannot read it (SecretsManagerValueParseException); all records end in the error output',
    fix,
  });
}

/** Puts the key into the secret without showing it to the history of the shell or the list of processes; for bash and zsh. */
export function putSecretCommand(region: string, secret: string): string {
  return (
    'read -rs KEY && printf \'{"api_key":"%s"}\' "$KEY" | ' +
    `aws secretsmanager put-secret-value --region ${region} --secret-id ${secret} --secret-string file:///dev/stdin; unset KEY`
  );
}

/** The key in a secret of the form that Firehose takes. */
export function keyIn(secret: string): string | undefined {
  try {
    const fields: Readonly<Record<string, unknown>> = { ...JSON.parse(secret) };
    const key = fields['api_key'];
    return typeof key === 'string' && key.trim() !== '' ? key.trim() : undefined;
  } catch {
    return undefined;
  }
}

/** The same where the text itself may be the key: intake and replay read it, Firehose does not. */
export function keyOrTextIn(secret: string): string | undefined {
  const text = secret.trim();
  return keyIn(secret) ?? (text === '' || text.startsWith('{') ? undefined : text);
}

/** Whether Datadog takes the key. */
export function keyDiagnosis(site: DatadogSite, valid: Lookup<boolean>): Diagnosis {
  if (valid.kind === 'found' && valid.value) return healthy('API key', `valid for ${site}`);
  if (valid.kind === 'unknown') return unknown('API key', valid.reason);
  return found({
    check: 'API key',
    what: `the key is not valid for ${site}`,
    impact: 'Datadog refuses every request; all records end in the error output',
    fix: 'put a valid key of that site into the secret; keys of other sites and application keys do not work',
  });
}
