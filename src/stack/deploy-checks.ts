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

/** A secret as `DescribeSecret` tells of it, without its value. */
export interface SecretState {
  /** In full, with the six characters that Secrets Manager adds. */
  readonly arn: string;
}

/** What is asked of AWS before anything is created. */
export interface DeployPorts {
  secret(arn: string): Promise<Lookup<SecretState>>;
  stream(name: string, region: string): Promise<Lookup<StreamDescription>>;
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

/** Looks whether what the parameters name is there, and fit. What cannot be asked is a warning: CloudFormation will tell. */
export async function checkBeforeDeploy(
  deployment: Deployment,
  region: string,
  ports: DeployPorts,
): Promise<DeployChecks> {
  const problems: string[] = regionProblems(deployment, region);
  const warnings: string[] = [];
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

function regionProblems(deployment: Deployment, region: string): string[] {
  const arns = ['apiKeySecretArn', 'existingStreamArn', 'alarmTopicArn', 'kmsKeyArn'] as const;
  return arns.flatMap((name) => {
    const { region: found } = arnParts(deployment[name]);
    return found === '' || found === region
      ? []
      : [
          `${name} is in ${found}, but the stack goes to ${region}; deploy with --region ${found}, or name one there`,
        ];
  });
}

async function withStream(
  { destination }: StreamDescription,
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
