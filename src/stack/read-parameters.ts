import { ConfigError } from '../config/config-error.ts';
import { parseTransformConfig } from '../config/transform.ts';
import { isDatadogSite, type DatadogSite } from '../datadog/sites.ts';
import { parseStreamArn } from '../firehose/arn.ts';
import {
  isBucketName,
  isFullSecretArn,
  isKeyArn,
  isRoleName,
  isStreamArn,
  isStreamName,
  isTopicArn,
} from '../firehose/names.ts';
import { notAllowed, problemSentence, SettingsReader, type Parsed } from '../config/settings.ts';
import { environmentProblems } from './environment-size.ts';
import { isSafeBuffer, largestSafeBufferMiB } from '../firehose/buffer-sizes.ts';
import { errorPrefixProblem } from '../stream/checks/error-prefix.ts';
import {
  isParameterName,
  parameters,
  parameterSetting,
  retentionDays,
  type ParameterName,
} from './parameters.ts';

/** What somebody deploys, checked. Empty texts stand for what was not given. */
export interface Deployment {
  readonly site: DatadogSite;
  readonly apiKeySecretArn: string;
  readonly route: 'direct' | 'intake';
  readonly clusterName: string;
  readonly streamName: string;
  readonly existingStreamArn: string;
  readonly backupBucketName: string;
  readonly podExecutionRoleName: string;
  readonly labelsAsTags: string;
  readonly ddTags: string;
  readonly tagsExclude: string;
  readonly tagsInclude: string;
  readonly kubernetesAttributes: string;
  readonly processingRules: string;
  readonly containerExclude: string;
  readonly containerInclude: string;
  readonly autoMultiLine: string;
  readonly continuousReplay: boolean;
  readonly replayConcurrency: number;
  readonly alarmTopicArn: string;
  readonly noLogsAlarmHours: number;
  readonly retentionDays: number;
  readonly kmsKeyArn: string;
  readonly deliveryBufferMB: number;
  readonly processorBufferMB: number;
  /** `undefined`: nothing reserved. */
  readonly transformConcurrency: number | undefined;
  readonly intakeConcurrency: number | undefined;
  readonly errorOutputPrefix: string;
  readonly confirm: string;
}

export type ReadParameters =
  | { readonly kind: 'deployment'; readonly deployment: Deployment }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** Reads `--param` values by their names; every problem is a sentence, and all of them come at once. */
export function readParameters(
  given: Readonly<Record<string, string>>,
  { stage }: { readonly stage: string },
): ReadParameters {
  const reader = new SettingsReader(given);
  const existingStreamArn = reader.matching(parameterSetting('existingStreamArn'), isStreamArn);
  const ofExisting = parseStreamArn(existingStreamArn)?.streamName;
  const streamName = reader.matching(parameterSetting('streamName'), isStreamName);
  const deployment: Deployment = {
    site: reader.parsed(parameterSetting('site'), (text): Parsed<DatadogSite> =>
      isDatadogSite(text) ? { value: text } : notAllowed,
    ),
    apiKeySecretArn: reader.matching(parameterSetting('apiKeySecretArn'), isFullSecretArn),
    route: reader.oneOf(parameterSetting('route'), ['direct', 'intake']),
    clusterName: reader.matching(parameterSetting('clusterName'), (name) =>
      /^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/.test(name),
    ),
    streamName: ofExisting ?? (streamName || `kubehose-${stage}`),
    existingStreamArn,
    backupBucketName: reader.matching(parameterSetting('backupBucketName'), isBucketName),
    podExecutionRoleName: reader.matching(parameterSetting('podExecutionRoleName'), isRoleName),
    labelsAsTags: reader.text(parameterSetting('labelsAsTags')),
    ddTags: reader.text(parameterSetting('ddTags')),
    tagsExclude: reader.text(parameterSetting('tagsExclude')),
    tagsInclude: reader.text(parameterSetting('tagsInclude')),
    kubernetesAttributes: reader.text(parameterSetting('kubernetesAttributes')),
    processingRules: reader.text(parameterSetting('processingRules')),
    containerExclude: reader.text(parameterSetting('containerExclude')),
    containerInclude: reader.text(parameterSetting('containerInclude')),
    autoMultiLine: reader.oneOf(parameterSetting('autoMultiLine'), ['true', 'false']),
    continuousReplay: reader.flag(parameterSetting('continuousReplay')),
    replayConcurrency: reader.whole(parameterSetting('replayConcurrency'), 2, 100),
    alarmTopicArn: reader.matching(parameterSetting('alarmTopicArn'), isTopicArn),
    retentionDays: Number(
      reader.matching(parameterSetting('retentionDays'), (days) => retentionDays.map(String).includes(days)),
    ),
    kmsKeyArn: reader.matching(parameterSetting('kmsKeyArn'), isKeyArn),
    deliveryBufferMB: reader.whole(parameterSetting('deliveryBufferMB'), 1, 4),
    processorBufferMB: Number(reader.matching(parameterSetting('processorBufferMB'), isProcessorBuffer)),
    transformConcurrency: concurrency(reader, 'transformConcurrency'),
    intakeConcurrency: concurrency(reader, 'intakeConcurrency'),
    noLogsAlarmHours: reader.whole(parameterSetting('noLogsAlarmHours'), 0, 168),
    errorOutputPrefix: reader.text(parameterSetting('errorOutputPrefix')),
    confirm: reader.matching(parameterSetting('confirm'), isStreamName),
  };
  const problems = [
    ...stageProblems(stage),
    ...unknownParameters(given),
    ...reader.problems.map(problemSentence),
    ...transformProblems(deployment),
    ...environmentProblems(deployment),
    ...contradictions(deployment, {
      ofExisting,
      streamName,
      hasBuffer: given['deliveryBufferMB'] !== undefined,
    }),
  ];
  return problems.length === 0 ? { kind: 'deployment', deployment } : { kind: 'refused', problems };
}

/** Firehose takes 0.2 to 3; with a larger buffer more responses pass the 6 MB of Lambda. */
function isProcessorBuffer(text: string): boolean {
  return /^[0-3](?:\.\d)?$/.test(text) && Number(text) >= 0.2 && Number(text) <= 3;
}

function concurrency(reader: SettingsReader, name: ParameterName): number | undefined {
  const setting = parameterSetting(name);
  return reader.text(setting) === '' ? undefined : reader.whole(setting, 1, 10_000);
}

/** Longest stage for which `kubehose-STAGE-transform` still has the 64 characters of a function's name. */
const maxStageCharacters = 45;

function stageProblems(stage: string): string[] {
  return stage.length <= maxStageCharacters
    ? []
    : [
        `the stage is ${quoted(stage)}, which makes names of functions longer than the 64 characters of Lambda; ` +
          `allowed: ${maxStageCharacters} characters`,
      ];
}

function unknownParameters(given: Readonly<Record<string, string>>): string[] {
  const known = Object.keys(parameters).join(', ');
  return Object.keys(given)
    .filter((name) => !isParameterName(name))
    .map((name) => `there is no parameter ${quoted(name)}; there are: ${known}`);
}

const variableOf = {
  DD_TAGS: 'ddTags',
  DD_CLUSTER_NAME: 'clusterName',
  DD_KUBERNETES_POD_LABELS_AS_TAGS: 'labelsAsTags',
  TAGS_EXCLUDE: 'tagsExclude',
  TAGS_INCLUDE: 'tagsInclude',
  KUBERNETES_ATTRIBUTES: 'kubernetesAttributes',
} as const satisfies Record<string, ParameterName>;

/** What the transform would refuse at its first record is refused here. */
function transformProblems(deployment: Deployment): string[] {
  try {
    parseTransformConfig(
      Object.fromEntries(Object.entries(variableOf).map(([variable, name]) => [variable, deployment[name]])),
    );
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const names: Readonly<Record<string, ParameterName>> = variableOf;
    return error.problems.flatMap((problem) => {
      const name = names[problem.name];
      return name === undefined ? [] : [problemSentence({ ...problem, name })];
    });
  }
}

interface Given {
  readonly ofExisting: string | undefined;
  readonly streamName: string;
  readonly hasBuffer: boolean;
}

function contradictions(deployment: Deployment, { ofExisting, streamName, hasBuffer }: Given): string[] {
  const {
    existingStreamArn,
    backupBucketName,
    deliveryBufferMB,
    route,
    errorOutputPrefix,
    intakeConcurrency,
  } = deployment;
  const problems: string[] = [];
  if (ofExisting !== undefined && streamName !== '' && streamName !== ofExisting)
    problems.push(
      `streamName is ${quoted(streamName)}, but existingStreamArn names ${quoted(ofExisting)}; leave streamName out`,
    );
  if (route === 'intake' && !isSafeBuffer(deliveryBufferMB, 'GZIP'))
    problems.push(
      `deliveryBufferMB is ${deliveryBufferMB}, and a request of such a buffer can pass the 6 MB that a Function URL takes: ` +
        `AWS answers 413 and Firehose drops the batch for good; allowed with route=intake: 1 to ${largestSafeBufferMiB('GZIP')}`,
    );
  const prefixProblem = errorPrefixProblem(errorOutputPrefix);
  if (prefixProblem !== undefined)
    problems.push(
      `errorOutputPrefix ${quoted(errorOutputPrefix)} ${prefixProblem}; allowed: ${parameters.errorOutputPrefix.allowed}`,
    );
  if (existingStreamArn === '' && backupBucketName !== '')
    problems.push(
      'backupBucketName goes together with existingStreamArn; a stream of our own gets a bucket of our own',
    );
  if (route === 'direct' && intakeConcurrency !== undefined)
    problems.push('intakeConcurrency goes together with route=intake');
  if (existingStreamArn !== '' && hasBuffer)
    problems.push('deliveryBufferMB is for a stream of our own; that of existingStreamArn keeps its buffer');
  return problems;
}

function quoted(value: string): string {
  return JSON.stringify(value.slice(0, 200));
}
