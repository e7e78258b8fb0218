import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { SecretState } from '../../stack/deploy-checks.ts';
import type { Lookup } from '../../stream/lookup.ts';
import { awsClient, interactive } from '../aws-client.ts';
import { lookup } from './lookup.ts';
import { arnParts } from '../../firehose/names.ts';

/** Whether a secret is there, without reading its value; one that is marked for deletion is not. */
export async function describeSecret(arn: string, patience = interactive): Promise<Lookup<SecretState>> {
  const { region } = arnParts(arn);
  const client = awsClient(SecretsManagerClient, patience, { region });
  const found = await lookup(
    () => client.send(new DescribeSecretCommand({ SecretId: arn })),
    ['ResourceNotFoundException'],
  );
  if (found.kind !== 'found') return found;
  const { ARN, DeletedDate, KmsKeyId } = found.value;
  if (ARN === undefined) return { kind: 'unknown', reason: 'Secrets Manager gave no secret in its answer' };
  if (DeletedDate !== undefined) return { kind: 'missing' };
  const ownKey = KmsKeyId === 'alias/aws/secretsmanager' ? undefined : KmsKeyId;
  return { kind: 'found', value: { arn: ARN, kmsKeyId: ownKey } };
}

/** The text of a secret as it is. */
export async function secretValue(arn: string, patience = interactive): Promise<Lookup<string>> {
  const { region } = arnParts(arn);
  const client = awsClient(SecretsManagerClient, patience, { region });
  return lookup(async () => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    if (SecretString === undefined) throw new Error('the secret is binary');
    return SecretString;
  }, ['ResourceNotFoundException']);
}
