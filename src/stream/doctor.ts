import { defaultSite, type DatadogSite } from '../datadog/sites.ts';
import {
  backlogDiagnosis,
  eventsDiagnosis,
  parkedDiagnosis,
  parkedFolder,
  type Backlog,
} from './checks/backlog.ts';
import { destinationDiagnoses, routeOf, type Route } from './checks/destination.ts';
import { errorPrefixStart } from './checks/error-prefix.ts';
import { found, healthy, unknown, type Diagnosis } from './finding.ts';
import type { FunctionDescription } from './checks/function-description.ts';
import { functionDiagnoses } from './checks/function.ts';
import { keyDiagnosis, keyIn, keyOrTextIn, secretDiagnosis } from './checks/key.ts';
import type { Lookup } from './lookup.ts';
import {
  backupRights,
  functionRight,
  podRight,
  secretKeyRight,
  secretRight,
  statementText,
  type Right,
} from './checks/role-rights.ts';
import { stackDiagnoses } from './checks/stack.ts';
import {
  errorPrefixOf,
  lambdaProcessorOf,
  parameterOf,
  type HttpEndpointDestination,
  type StreamDescription,
} from './description.ts';

/** What the doctor asks. */
export interface DoctorPorts {
  secret(arn: string): Promise<Lookup<string>>;
  keyIsValid(site: DatadogSite, key: string): Promise<Lookup<boolean>>;
  function(arn: string): Promise<Lookup<FunctionDescription>>;
  missingActions(roleArn: string, right: Right): Promise<Lookup<readonly string[]>>;
  backlog(bucketName: string, prefix: string): Promise<Lookup<Backlog>>;
  /** Whether a bucket sends its events to EventBridge. */
  sendsEvents(bucketName: string): Promise<Lookup<boolean>>;
  /** The customer's key that encrypts a secret; `undefined` in it for the key of Secrets Manager. */
  secretKey(arn: string): Promise<Lookup<{ readonly kmsKeyId?: string | undefined }>>;
  /** Epoch ms. */
  now(): number;
}

export interface DoctorOptions {
  /** Of the intake: a secret of the stack, not of the stream. */
  readonly apiKeySecretArn: string | undefined;
  /** A key to try where none can be read. */
  readonly apiKey: string | undefined;
  /** For an endpoint that does not tell its site; `undefined` where nobody named one. */
  readonly site: DatadogSite | undefined;
  /** ARN of the role that the pods' log router has; `undefined` where nobody named it. */
  readonly podExecutionRoleArn?: string | undefined;
  /** Outputs of the stack, where there is one. */
  readonly stackOutputs: Lookup<Readonly<Record<string, string>>>;
  /** Of the command that asks. */
  readonly version: string;
}

/** Checks everything about a stream that can lose logs, in the order in which a log meets it. */
export async function diagnose(
  stream: StreamDescription,
  options: DoctorOptions,
  ports: DoctorPorts,
): Promise<readonly Diagnosis[]> {
  const { name, status, destination } = stream;
  if (destination.kind === 'other') {
    return [
      found({
        check: 'stream',
        what: `${name} sends to ${destination.name}`,
        impact: 'nothing of it reaches Datadog',
        fix: 'make a stream with an HTTP endpoint: serverless deploy',
      }),
    ];
  }
  const { bucketName } = destination.backup;
  const prefix = errorPrefixStart(errorPrefixOf(destination.backup));
  return [
    streamDiagnosis(name, status),
    ...destinationDiagnoses(destination),
    ...(await functionDiagnoses(destination, (arn) => ports.function(arn))),
    ...(await keyDiagnoses(destination, options, ports)),
    ...(await rightDiagnoses(destination, ports)),
    ...(await podRoleDiagnoses(stream, options, ports)),
    backlogDiagnosis(bucketName, prefix, await ports.backlog(bucketName, prefix), ports.now()),
    parkedDiagnosis(bucketName, await ports.backlog(bucketName, parkedFolder)),
    eventsDiagnosis(bucketName, await ports.sendsEvents(bucketName)),
    ...stackDiagnoses(options),
  ];
}

function streamDiagnosis(name: string, status: string): Diagnosis {
  if (status === 'ACTIVE') return healthy('stream', `${name} is ACTIVE`);
  return found({
    check: 'stream',
    what: `${name} is ${status}`,
    impact: 'it takes no records; Fluent Bit drops them when its buffer is full',
    fix: 'wait until it is ACTIVE; a stream that failed must be made again',
  });
}

async function keyDiagnoses(
  { url, secretArn }: HttpEndpointDestination,
  options: DoctorOptions,
  ports: DoctorPorts,
): Promise<Diagnosis[]> {
  const route = routeOf(url);
  const secret = secretArn === undefined ? undefined : await ports.secret(secretArn);
  const shape =
    secretArn === undefined || secret === undefined
      ? unknown('secret', 'the key is stored in the stream, and Firehose does not return it')
      : secretDiagnosis(secretArn, secret);
  const site = siteOf(route, options);
  if (site === undefined) return [shape];
  const held = route.kind === 'intake' ? await intakeKey(options, ports) : keyOf(secret);
  const key = held ?? options.apiKey;
  if (key === undefined) return [shape, unknown('API key', 'no key to try; DD_API_KEY can give one')];
  return [shape, keyDiagnosis(site, await ports.keyIsValid(site, key))];
}

function siteOf(route: Route, { site }: DoctorOptions): DatadogSite | undefined {
  if (route.kind === 'datadog') return route.site;
  return site ?? (route.kind === 'intake' ? defaultSite : undefined);
}

function keyOf(secret: Lookup<string> | undefined): string | undefined {
  return secret?.kind === 'found' ? keyIn(secret.value) : undefined;
}

/** The intake takes a plain key, too. */
async function intakeKey(
  { apiKeySecretArn }: DoctorOptions,
  ports: DoctorPorts,
): Promise<string | undefined> {
  if (apiKeySecretArn === undefined) return undefined;
  const secret = await ports.secret(apiKeySecretArn);
  return secret.kind === 'found' ? keyOrTextIn(secret.value) : undefined;
}

async function rightDiagnoses(
  destination: HttpEndpointDestination,
  ports: DoctorPorts,
): Promise<Diagnosis[]> {
  const { roleArn, secretArn, processing } = destination;
  if (roleArn === undefined) return [unknown('role', 'the stream has no role in its description')];
  const processor = processing.enabled ? lambdaProcessorOf(processing) : undefined;
  const arn = processor === undefined ? undefined : parameterOf(processor, 'LambdaArn');
  const rights = [
    ...(arn === undefined ? [] : [functionRight(arn)]),
    ...(secretArn === undefined ? [] : await secretRights(secretArn, ports)),
    ...backupRights(destination),
  ];
  return diagnosesOf('role', roleArn, rights, ports);
}

async function secretRights(secretArn: string, ports: DoctorPorts): Promise<Right[]> {
  const secret = await ports.secretKey(secretArn);
  const kmsKeyId = secret.kind === 'found' ? secret.value.kmsKeyId : undefined;
  return [secretRight(secretArn), ...(kmsKeyId === undefined ? [] : [secretKeyRight(secretArn, kmsKeyId)])];
}

async function podRoleDiagnoses(
  { arn }: StreamDescription,
  { podExecutionRoleArn }: DoctorOptions,
  ports: DoctorPorts,
): Promise<Diagnosis[]> {
  return podExecutionRoleArn === undefined
    ? []
    : diagnosesOf('pod execution role', podExecutionRoleArn, [podRight(arn)], ports);
}

function diagnosesOf(
  check: string,
  roleArn: string,
  rights: readonly Right[],
  ports: DoctorPorts,
): Promise<Diagnosis[]> {
  return Promise.all(
    rights.map(async (right) =>
      rightDiagnosis(check, roleArn, right, await ports.missingActions(roleArn, right)),
    ),
  );
}

function rightDiagnosis(
  check: string,
  roleArn: string,
  right: Right,
  missing: Lookup<readonly string[]>,
): Diagnosis {
  const actions = right.actions.join(', ');
  if (missing.kind === 'unknown') return unknown(check, `${actions}: ${missing.reason}`);
  if (missing.kind === 'found' && missing.value.length === 0) return healthy(check, `may ${actions}`);
  return found({
    check,
    what:
      missing.kind === 'missing'
        ? `${roleArn} does not exist`
        : `${roleArn} lacks ${missing.value.join(', ')} on ${right.resources.join(', ')}`,
    impact: right.why,
    fix: `add to its policy: ${statementText(right)}`,
  });
}
