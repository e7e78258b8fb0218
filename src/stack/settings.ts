import { firehoseUrl } from '../datadog/sites.ts';
import { version } from '../telemetry/version.ts';
import { alarmResources } from './alarms/alarms.ts';
import { dashboardBody } from './dashboard.ts';
import { errorPrefixStart, replayFolders, reportFolder } from '../stream/checks/error-prefix.ts';
import { outputs } from './outputs.ts';
import { policyForStream } from '../cluster/pod-execution-role-policy.ts';
import { processingEnvironment } from './processing-parameters.ts';
import type { Deployment } from './read-parameters.ts';
import { attribute, ref, sub, type TemplateValue } from './template.ts';

/** Values for serverless.yml and the files in `resources/`: what `${self:custom.kubehose.…}` stands for. */
export type Settings = Readonly<Record<string, TemplateValue>>;

/** Firehose's buffer and retries for the delivery, in seconds. */
const deliveryBufferSeconds = 60;
const retrySeconds = 300;

/** Turns a checked deployment into the values of its template; `name` is service and stage, the prefix of names. */
export function settingsOf(deployment: Deployment, name: string): Settings {
  const { existingStreamArn, route, streamName, clusterName, kmsKeyArn } = deployment;
  const place = { partition: '${AWS::Partition}', region: '${AWS::Region}', accountId: '${AWS::AccountId}' };
  const policy = policyForStream(place, streamName, clusterName);
  const [putRecords] = policy.Statement;
  const streamArn = existingStreamArn === '' ? sub(putRecords.Resource) : existingStreamArn;
  const bucket = bucketOf(deployment);
  const hasReplay = bucket !== undefined;
  const makesApiKeySecret = deployment.apiKeySecretArn === '' && (route === 'intake' || hasReplay);
  const apiKeySecretArn = deployment.apiKeySecretArn || ref('ApiKeySecret');
  const streamSecretArn = route === 'intake' ? ref('AccessKeySecret') : apiKeySecretArn;
  return {
    ...texts(deployment),
    version,
    deliveryBufferSeconds,
    retrySeconds,
    name,
    apiKeySecretArn,
    streamSecretArn,
    streamArn,
    firehoseUrl: firehoseUrl(deployment.site),
    encryption: kmsKeyArn === '' ? 's3Key' : 'customerKey',
    errorPrefixStart: errorPrefixStart(deployment.errorOutputPrefix),
    parts: parts(deployment, { hasReplay, makesApiKeySecret }),
    streamDependsOn: [
      'StreamPolicy',
      ...(route === 'direct' ? ['StreamInvokesTransform'] : []),
      ...(kmsKeyArn === '' ? [] : ['CustomerKeyPolicy']),
    ],
    ...(bucket === undefined ? {} : bucketSettings(bucket, deployment)),
    ...environments(deployment, apiKeySecretArn, bucket),
    intakeStatements: intakeStatements(name, [apiKeySecretArn, ref('AccessKeySecret')], bucket),
    podExecutionRolePolicy: substituted(policy),
    customerKeyRoles: customerKeyRoles(deployment, hasReplay).map(ref),
    alarms: alarmResources({
      ...deployment,
      name,
      ownStream: existingStreamArn === '',
      hasReplay,
      continuousReplay: hasReplay && deployment.continuousReplay,
      bucketName: bucket?.name ?? '',
      bucketText: bucket?.text ?? 'BUCKET',
      errorPrefix: errorPrefixStart(deployment.errorOutputPrefix),
    }),
    ruleArns: ['ErrorObjectRule', ...(deployment.continuousReplay ? ['ReplayRule'] : [])].map((rule) =>
      attribute(rule, 'Arn'),
    ),
    dashboard: dashboardBody(deployment, bucket?.text),
    outputs: outputs(deployment, {
      hasReplay,
      makesApiKeySecret,
      apiKeySecretArn,
      bucketName: bucket?.name ?? '',
      bucketText: bucket?.text ?? '',
      streamArn,
      podExecutionRolePolicy: JSON.stringify(policy),
    }),
  };
}

/** The parameters as the template takes them: a concurrency that is not reserved is left out. */
function texts({ transformConcurrency, intakeConcurrency, ...deployment }: Deployment): Settings {
  return {
    ...deployment,
    processorBufferMB: String(deployment.processorBufferMB),
    ...(transformConcurrency !== undefined && { transformConcurrency }),
    ...(intakeConcurrency !== undefined && { intakeConcurrency }),
  };
}

interface Bucket {
  readonly name: TemplateValue;
  /** The name inside the text of an `Fn::Sub`. */
  readonly text: string;
  readonly arn: TemplateValue;
  /** ARN of the objects whose keys begin so. */
  objects(prefix: string): TemplateValue;
}

function bucketOf({ existingStreamArn, backupBucketName }: Deployment): Bucket | undefined {
  if (existingStreamArn === '') {
    return {
      name: ref('BackupBucket'),
      text: '${BackupBucket}',
      arn: attribute('BackupBucket', 'Arn'),
      objects: (prefix) => sub(`\${BackupBucket.Arn}/${prefix}*`),
    };
  }
  if (backupBucketName === '') return undefined;
  return {
    name: backupBucketName,
    text: backupBucketName,
    arn: sub(`arn:\${AWS::Partition}:s3:::${backupBucketName}`),
    objects: (prefix) => sub(`arn:\${AWS::Partition}:s3:::${backupBucketName}/${prefix}*`),
  };
}

/** File names in `resources/`. */
function parts(
  deployment: Deployment,
  { hasReplay, makesApiKeySecret }: { readonly hasReplay: boolean; readonly makesApiKeySecret: boolean },
): Readonly<Record<string, string>> {
  const { existingStreamArn, route, podExecutionRoleName, kmsKeyArn } = deployment;
  const ownStream = existingStreamArn === '';
  const keyUsed = customerKeyRoles(deployment, hasReplay).length > 0;
  return {
    // The transform alone has no use for a key: the existing stream has its own.
    apiKey: part(makesApiKeySecret, 'own-api-key'),
    stream: part(ownStream, 'own-stream'),
    processor: part(ownStream && route === 'direct', 'route-direct'),
    intake: part(route === 'intake', 'intake'),
    replay: part(hasReplay, 'replay'),
    continuousReplay: part(hasReplay && deployment.continuousReplay, 'continuous-replay'),
    podExecutionRole: part(podExecutionRoleName !== '', 'pod-execution-role'),
    customerKey: part(kmsKeyArn !== '' && keyUsed, 'customer-key'),
  };
}

function part(isIn: boolean, file: string): string {
  return isIn ? file : 'none';
}

function bucketSettings(bucket: Bucket, { errorOutputPrefix }: Deployment): Settings {
  return {
    bucketName: bucket.name,
    bucketArn: bucket.arn,
    // What failed, and what replay itself writes.
    replayObjects: [errorPrefixStart(errorOutputPrefix), ...replayFolders].map(bucket.objects),
    reportObjects: bucket.objects(reportFolder),
    errorObjectPattern: {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: {
        bucket: { name: [bucket.name] },
        object: { key: [{ prefix: errorPrefixStart(errorOutputPrefix) }] },
      },
    },
  };
}

function environments(
  deployment: Deployment,
  apiKeySecretArn: TemplateValue,
  bucket: Bucket | undefined,
): Settings {
  const transformEnvironment = given({
    DD_TAGS: deployment.ddTags,
    DD_CLUSTER_NAME: deployment.clusterName,
    DD_KUBERNETES_POD_LABELS_AS_TAGS: deployment.labelsAsTags,
    TAGS_EXCLUDE: deployment.tagsExclude,
    TAGS_INCLUDE: deployment.tagsInclude,
    KUBERNETES_ATTRIBUTES: deployment.kubernetesAttributes,
    ...processingEnvironment(deployment),
  });
  const logsApi = {
    ...transformEnvironment,
    DD_SITE: deployment.site,
    DD_API_KEY_SECRET_ARN: apiKeySecretArn,
  };
  return {
    transformEnvironment,
    intakeEnvironment: {
      ...logsApi,
      INTAKE_ACCESS_KEYS_SECRET_ARN: ref('AccessKeySecret'),
      ...(bucket === undefined ? {} : { INTAKE_PARK_BUCKET: bucket.name }),
    },
    replayEnvironment: {
      ...logsApi,
      ...(bucket === undefined ? {} : { REPLAY_BUCKET: bucket.name }),
      REPLAY_PREFIX: errorPrefixStart(deployment.errorOutputPrefix),
    },
  };
}

function given(variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
}

function intakeStatements(
  name: string,
  secrets: readonly TemplateValue[],
  bucket: Bucket | undefined,
): readonly TemplateValue[] {
  const logGroup = `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/${name}-intake:*`;
  return [
    { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: sub(logGroup) },
    { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: secrets },
    ...(bucket === undefined
      ? []
      : [{ Effect: 'Allow', Action: 's3:PutObject', Resource: bucket.objects('parked/') }]),
  ];
}

/** Roles, by their logical ids, that touch objects in the bucket or read a secret. */
function customerKeyRoles({ existingStreamArn, route }: Deployment, hasReplay: boolean): readonly string[] {
  return [
    ...(existingStreamArn === '' ? ['StreamRole'] : []),
    ...(hasReplay ? ['ReplayRole', 'MassReplayRole'] : []),
    ...(route === 'intake' ? ['IntakeRole'] : []),
  ];
}

/** The same value with every text that has a `${…}` in it substituted by CloudFormation. */
function substituted(value: TemplateValue): TemplateValue {
  if (typeof value === 'string') return value.includes('${') ? sub(value) : value;
  if (Array.isArray(value)) return value.map(substituted);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substituted(item)]));
}
