import { errorPrefixStart } from './error-prefix.ts';
import { errorPrefixOf, withoutQualifier, type HttpEndpointDestination } from '../description.ts';
import { arnParts } from '../../firehose/names.ts';

/** A statement that the stream's role needs, and what happens without it. */
export interface Right {
  readonly why: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Condition keys that the service sets, which the role's policy may ask for. */
  readonly context?: Readonly<Record<string, string>>;
}

/** To run the function, whatever version or alias. Source: Amazon Data Firehose developer guide, `controlling-access`. */
export function functionRight(functionArn: string): Right {
  const arn = withoutQualifier(functionArn);
  return {
    why: 'every invocation fails with Lambda.InvokeAccessDenied, and all records end in the error output',
    actions: ['lambda:InvokeFunction', 'lambda:GetFunctionConfiguration'],
    resources: [arn, `${arn}:*`],
  };
}

/** To write what could not be delivered. */
export function backupRights({ backup, roleArn }: HttpEndpointDestination): Right[] {
  const { region: keyRegion } = arnParts(backup.kmsKeyArn);
  const partition = arnParts(roleArn).partition || 'aws';
  const bucketArn = `arn:${partition}:s3:::${backup.bucketName}`;
  const why =
    'what cannot be delivered cannot be kept either: the stream stops, and after 24 hours records are lost';
  return [
    {
      why,
      actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      resources: [bucketArn],
    },
    {
      why,
      actions: ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload'],
      resources: [`${bucketArn}/*`],
    },
    ...(backup.kmsKeyArn === undefined
      ? []
      : [
          {
            why,
            actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
            resources: [backup.kmsKeyArn],
            // Both are in the policy that the console makes.
            context: {
              'kms:ViaService': `s3.${keyRegion}.${partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'}`,
              'kms:EncryptionContext:aws:s3:arn': `${bucketArn}/${errorPrefixStart(errorPrefixOf(backup))}object`,
            },
          },
        ]),
  ];
}

/** To read the key. */
export function secretRight(secretArn: string): Right {
  return {
    why: 'Firehose cannot read the key; nothing is delivered',
    actions: ['secretsmanager:GetSecretValue'],
    resources: [secretArn],
  };
}

/** To decrypt a secret that a customer's key encrypts. `kmsKeyId` is its ARN or its id. */
export function secretKeyRight(secretArn: string, kmsKeyId: string): Right {
  const { partition, region, accountId } = arnParts(secretArn);
  const domain = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return {
    why: 'Firehose cannot decrypt the secret with the key; nothing is delivered',
    actions: ['kms:Decrypt'],
    resources: [
      kmsKeyId.startsWith('arn:') ? kmsKeyId : `arn:${partition}:kms:${region}:${accountId}:key/${kmsKeyId}`,
    ],
    context: { 'kms:ViaService': `secretsmanager.${region}.${domain}` },
  };
}

/** Of the pods' log router, to put records on the stream. */
export function podRight(streamArn: string): Right {
  return {
    why: 'no log of any pod with this role reaches the stream',
    actions: ['firehose:PutRecordBatch'],
    resources: [streamArn],
  };
}

/** The right as a policy statement to paste. */
export function statementText({ actions, resources }: Right): string {
  return JSON.stringify({ Effect: 'Allow', Action: actions, Resource: resources });
}
