import { routeOf } from '../stream/checks/destination.ts';
import { errorPrefixStart } from '../stream/checks/error-prefix.ts';
import type { Lookup } from '../stream/lookup.ts';
import type { Deployment } from './read-parameters.ts';
import {
  errorPrefixOf,
  lambdaProcessorOf,
  parameterOf,
  type HttpEndpointDestination,
  type StreamDescription,
} from '../stream/description.ts';
import { arnParts } from '../firehose/names.ts';
import { hasFunctionUrls } from '../firehose/url-regions.ts';
import { destructiveChanges } from './deployed.ts';
import { processingProblems } from './processing-parameters.ts';

/** A secret as `DescribeSecret` tells of it, without its value. */
export interface SecretState {
  /** In full, with the six characters that Secrets Manager adds. */
  readonly arn: string;
  /** A key of the customer that encrypts it; `undefined` for the key of Secrets Manager. */
  readonly kmsKeyId?: string | undefined;
}

/** What is asked of AWS before anything is created. */
export interface DeployPorts {
  secret(arn: string): Promise<Lookup<SecretState>>;
  stream(name: string, region: string): Promise<Lookup<StreamDescription>>;
  /** Outputs of a deployed stack. */
  stackOutputs(name: string, region: string): Promise<Lookup<Readonly<Record<string, string>>>>;
  /** Whether a bucket sends its events to EventBridge. */
  sendsEvents(bucketName: string, region: string): Promise<Lookup<boolean>>;
  /** Whether a function is the transform of a kubehose stack. */
  isTransform(functionArn: string): Promise<Lookup<boolean>>;
}

export interface DeployChecks {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  /** With what only the stream could tell. */
  readonly deployment: Deployment;
  /** Of the existing stream, where it could be asked. */
  readonly destination?: HttpEndpointDestination;
}

/**
 * Checks that what the parameters name is there and fits, and that an update destroys nothing unasked. What cannot be asked is a
 * warning: CloudFormation will find it. `stackName` is the stack that is updated; without it nothing is deployed yet.
 */
export async function checkBeforeDeploy(
  deployment: Deployment,
  { region, stackName }: { readonly region: string; readonly stackName?: string },
  ports: DeployPorts,
): Promise<DeployChecks> {
  const problems = [...regionProblems(deployment, region), ...(await processingProblems(deployment))];
  const warnings: string[] = [];
  if (stackName !== undefined) {
    const outputs = await ports.stackOutputs(stackName, region);
    if (outputs.kind === 'found') problems.push(...destructiveChanges(deployment, outputs.value));
    if (outputs.kind === 'unknown')
      warnings.push(
        `the deployed stack ${stackName} could not be read, so changes that destroy are not seen: ${outputs.reason}`,
      );
  }
  if (deployment.apiKeySecretArn !== '') {
    const secret = await ports.secret(deployment.apiKeySecretArn);
    if (secret.kind === 'missing')
      problems.push(
        `apiKeySecretArn: there is no secret ${deployment.apiKeySecretArn}; create it, or leave the parameter out and the stack makes an empty one`,
      );
    if (secret.kind === 'found' && secret.value.arn !== deployment.apiKeySecretArn)
      problems.push(
        `apiKeySecretArn is ${deployment.apiKeySecretArn}, and no role would have the right to read it; its ARN in full is ${secret.value.arn}`,
      );
    if (secret.kind === 'found') problems.push(...secretKeyProblems(secret.value, deployment));
    if (secret.kind === 'unknown') warnings.push(`apiKeySecretArn could not be checked: ${secret.reason}`);
  }
  if (deployment.existingStreamArn === '') return { problems, warnings, deployment };
  const stream = await ports.stream(deployment.streamName, region);
  if (stream.kind === 'found') return withStream(stream.value, { problems, warnings, deployment }, ports);
  if (stream.kind === 'missing')
    problems.push(`existingStreamArn: there is no stream ${deployment.streamName} in ${region}`);
  else if (deployment.backupBucketName === '')
    problems.push(
      `existingStreamArn: the stream could not be asked for its backup bucket (${stream.reason}); name it by backupBucketName`,
    );
  else warnings.push(`existingStreamArn could not be checked: ${stream.reason}`);
  return { problems, warnings, deployment };
}

/** A sentence where nobody would hear of an alarm. */
export function alarmWarning({ alarmTopicArn }: Deployment): string | undefined {
  return alarmTopicArn === ''
    ? 'nobody is notified when an alarm fires; deploy with --param alarmTopicArn=arn:aws:sns:…'
    : undefined;
}

/** Firehose and the functions may decrypt by `kmsKeyArn` only. */
function secretKeyProblems({ kmsKeyId }: SecretState, { kmsKeyArn, apiKeySecretArn }: Deployment): string[] {
  if (kmsKeyId === undefined || kmsKeyId === kmsKeyArn || kmsKeyArn.endsWith(`key/${kmsKeyId}`)) return [];
  return [
    `apiKeySecretArn: the secret is encrypted with ${kmsKeyId}, and no role of this stack may use that key; ` +
      (kmsKeyArn === ''
        ? 'give its ARN by kmsKeyArn (the bucket is then encrypted with it as well)'
        : `encrypt the secret with kmsKeyArn: aws secretsmanager update-secret --secret-id ${apiKeySecretArn} --kms-key-id ${kmsKeyArn}`),
  ];
}

function regionProblems(deployment: Deployment, region: string): string[] {
  const noUrl =
    deployment.route === 'intake' && !hasFunctionUrls(region)
      ? [
          `route is "intake", but Lambda has no Function URLs in ${region}; deploy with route=direct, or to another region`,
        ]
      : [];
  const arns = ['apiKeySecretArn', 'existingStreamArn', 'alarmTopicArn', 'kmsKeyArn'] as const;
  const elsewhere = arns.flatMap((name) => {
    const { region: found } = arnParts(deployment[name]);
    return found === '' || found === region
      ? []
      : [
          `${name} is in ${found}, but the stack goes to ${region}; deploy with --region ${found}, or name one there`,
        ];
  });
  return [...noUrl, ...elsewhere];
}

async function withStream(
  { arn, destination }: StreamDescription,
  checks: DeployChecks,
  ports: DeployPorts,
): Promise<DeployChecks> {
  const { deployment } = checks;
  const problems = [...checks.problems];
  const warnings = [...checks.warnings];
  if (destination.kind === 'other') {
    problems.push(
      `existingStreamArn: its destination is ${destination.name}; kubehose is for HTTP endpoints such as Datadog's`,
    );
    return { problems, warnings, deployment };
  }
  const { bucketName, kmsKeyArn = deployment.kmsKeyArn } = destination.backup;
  const errorPrefix = errorPrefixOf(destination.backup);
  const hasFolder = errorPrefixStart(errorPrefix) !== '';
  if (!hasFolder)
    warnings.push(
      `existingStreamArn: failed records lie at the root of s3://${bucketName}, and replay in this stack looks under ` +
        `${errorPrefixStart(deployment.errorOutputPrefix)} only; set the ErrorOutputPrefix of the stream to ${deployment.errorOutputPrefix}`,
    );
  const events = await ports.sendsEvents(bucketName, arnParts(arn).region);
  if (events.kind === 'found' && !events.value)
    (deployment.continuousReplay ? problems : warnings).push(
      `existingStreamArn: bucket ${bucketName} does not send its events to EventBridge, so no alarm and no replay hears of new error objects; ` +
        `aws s3api put-bucket-notification-configuration --bucket ${bucketName} --notification-configuration '{"EventBridgeConfiguration":{}}' (it replaces other notifications: add them)`,
    );
  if (events.kind === 'unknown')
    warnings.push(
      `existingStreamArn: the notifications of bucket ${bucketName} could not be read: ${events.reason}`,
    );
  // With an intake both are still to change: where the stream sends to, and who transforms.
  if (deployment.route === 'direct') problems.push(...(await directProblems(destination, deployment, ports)));
  if (deployment.backupBucketName !== '' && deployment.backupBucketName !== bucketName)
    problems.push(
      `backupBucketName is ${deployment.backupBucketName}, but the stream writes to ${bucketName}`,
    );
  if (deployment.kmsKeyArn !== '' && deployment.kmsKeyArn !== kmsKeyArn)
    problems.push(
      `kmsKeyArn is ${deployment.kmsKeyArn}, but the stream encrypts what it writes to its bucket with ${kmsKeyArn}`,
    );
  return {
    problems,
    warnings,
    destination,
    deployment: {
      ...deployment,
      backupBucketName: bucketName,
      kmsKeyArn,
      ...(hasFolder && { errorOutputPrefix: errorPrefix }),
    },
  };
}

async function directProblems(
  { url, processing }: HttpEndpointDestination,
  { site }: Deployment,
  ports: DeployPorts,
): Promise<string[]> {
  const endpoint = routeOf(url);
  const foreign = await foreignFunction(processing, ports);
  const problems: string[] = [];
  if (foreign !== undefined)
    problems.push(
      `existingStreamArn: the stream already has another processor, ${foreign}, and Firehose allows one; take it off first`,
    );
  if (endpoint.kind === 'datadog' && endpoint.site !== site)
    problems.push(
      `site is ${site}, but the stream sends to ${endpoint.site}, and replay would send elsewhere; deploy with --param site=${endpoint.site}`,
    );
  return problems;
}

async function foreignFunction(
  processing: Parameters<typeof lambdaProcessorOf>[0],
  { isTransform }: DeployPorts,
): Promise<string | undefined> {
  const processor = lambdaProcessorOf(processing);
  const arn = processor === undefined ? undefined : parameterOf(processor, 'LambdaArn');
  if (arn === undefined) return undefined;
  const ours = await isTransform(arn);
  return ours.kind === 'found' && ours.value ? undefined : arn;
}
