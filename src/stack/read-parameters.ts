import { ConfigError } from '../config/config-error.ts';
import { parseTransformConfig } from '../config/transform.ts';
import { isDatadogSite, type DatadogSite } from '../datadog/sites.ts';
import { parseStreamArn } from '../firehose/arn.ts';
import { isSafeBuffer, largestSafeBufferMiB } from '../firehose/buffer-sizes.ts';
import { errorPrefixProblem } from '../stream/checks/error-prefix.ts';
import { isParameterName, parameters, retentionDays, type ParameterName } from './parameters.ts';

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
  readonly kubernetesAttributes: string;
  readonly continuousReplay: boolean;
  readonly alarmTopicArn: string;
  readonly retentionDays: number;
  readonly kmsKeyArn: string;
  readonly deliveryBufferMB: number;
  readonly errorOutputPrefix: string;
}

export type ReadParameters =
  | { readonly kind: 'deployment'; readonly deployment: Deployment }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** Reads `--param` values by their names; every problem is a sentence, and all of them come at once. */
export function readParameters(
  given: Readonly<Record<string, string>>,
  { stage }: { readonly stage: string },
): ReadParameters {
  const reader = new Reader(given);
  const route = reader.word('route', ['direct', 'intake']);
  const existingStreamArn = reader.matching('existingStreamArn', (arn) => parseStreamArn(arn) !== undefined);
  const deployment: Deployment = {
    site: reader.site(),
    apiKeySecretArn: reader.matching('apiKeySecretArn', (arn) => secretArn.test(arn)),
    route,
    clusterName: reader.matching('clusterName', (name) => /^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/.test(name)),
    streamName: reader.streamName(parseStreamArn(existingStreamArn)?.streamName, `kubehose-${stage}`),
    existingStreamArn,
    backupBucketName: reader.matching('backupBucketName', (name) => bucketName.test(name)),
    podExecutionRoleName: reader.matching('podExecutionRoleName', (name) => /^[\w+=,.@-]{1,64}$/.test(name)),
    labelsAsTags: reader.text('labelsAsTags'),
    ddTags: reader.text('ddTags'),
    kubernetesAttributes: reader.text('kubernetesAttributes'),
    continuousReplay: reader.word('continuousReplay', ['true', 'false']) === 'true',
    alarmTopicArn: reader.matching('alarmTopicArn', (arn) => topicArn.test(arn)),
    retentionDays: Number(
      reader.matching('retentionDays', (days) => retentionDays.map(String).includes(days)),
    ),
    kmsKeyArn: reader.matching('kmsKeyArn', (arn) => keyArn.test(arn)),
    deliveryBufferMB: reader.buffer(route),
    errorOutputPrefix: reader.errorPrefix(),
  };
  const problems = [
    ...stageProblems(stage),
    ...reader.problems,
    ...transformProblems(deployment),
    ...contradictions(deployment, given),
  ];
  return problems.length === 0 ? { kind: 'deployment', deployment } : { kind: 'refused', problems };
}

const secretArn =
  /^arn:aws(?:-us-gov|-cn)?:secretsmanager:[a-z0-9-]{1,32}:\d{12}:secret:[\w/+=.@!-]{1,512}-[A-Za-z0-9]{6}$/;
const topicArn = /^arn:aws(?:-us-gov|-cn)?:sns:[a-z0-9-]{1,32}:\d{12}:[\w-]{1,256}$/;
const keyArn = /^arn:aws(?:-us-gov|-cn)?:kms:[a-z0-9-]{1,32}:\d{12}:key\/[\w-]{1,128}$/;
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

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

class Reader {
  readonly problems: string[];
  readonly #given: Readonly<Record<string, string>>;

  constructor(given: Readonly<Record<string, string>>) {
    this.#given = given;
    this.problems = Object.keys(given)
      .filter((name) => !isParameterName(name))
      .map(
        (name) =>
          `there is no parameter ${JSON.stringify(name)}; there are: ${Object.keys(parameters).join(', ')}`,
      );
  }

  text(name: ParameterName): string {
    const given = Object.hasOwn(this.#given, name) ? this.#given[name] : undefined;
    return given?.trim() || parameters[name].fallback;
  }

  matching(name: ParameterName, isAllowed: (value: string) => boolean): string {
    const value = this.text(name);
    if (value !== '' && !isAllowed(value)) this.#refuse(name, value);
    return value;
  }

  word<T extends string>(name: ParameterName, allowed: readonly T[]): T {
    const value = this.text(name);
    const found = allowed.find((word) => word === value);
    if (found === undefined) this.#refuse(name, value);
    return found ?? allowed[0]!;
  }

  site(): DatadogSite {
    const value = this.text('site');
    if (isDatadogSite(value)) return value;
    this.#refuse('site', value);
    return parameters.site.fallback;
  }

  streamName(ofExisting: string | undefined, fallback: string): string {
    const given = this.matching('streamName', (name) => /^[a-zA-Z0-9_.-]{1,64}$/.test(name));
    if (ofExisting !== undefined && given !== '' && given !== ofExisting)
      this.problems.push(
        `streamName is ${quoted(given)}, but existingStreamArn names ${quoted(ofExisting)}; leave streamName out`,
      );
    return ofExisting ?? (given || fallback);
  }

  buffer(route: Deployment['route']): number {
    const text = this.text('deliveryBufferMB');
    const size = Number(text);
    if (!/^[1-4]$/.test(text)) this.#refuse('deliveryBufferMB', text);
    else if (route === 'intake' && !isSafeBuffer(size, 'GZIP'))
      this.problems.push(
        `deliveryBufferMB is ${size}, and a request of such a buffer can pass the 6 MB that a Function URL takes: ` +
          `AWS answers 413 and Firehose drops the batch for good; allowed with route=intake: 1 to ${largestSafeBufferMiB('GZIP')}`,
      );
    return size;
  }

  errorPrefix(): string {
    const prefix = this.text('errorOutputPrefix');
    const problem = errorPrefixProblem(prefix);
    if (problem !== undefined)
      this.problems.push(
        `errorOutputPrefix ${quoted(prefix)} ${problem}; allowed: ${parameters.errorOutputPrefix.allowed}`,
      );
    return prefix;
  }

  #refuse(name: ParameterName, value: string): void {
    this.problems.push(`${name} is ${quoted(value)}; allowed: ${parameters[name].allowed}`);
  }
}

const variableOf = {
  DD_TAGS: 'ddTags',
  DD_CLUSTER_NAME: 'clusterName',
  DD_KUBERNETES_POD_LABELS_AS_TAGS: 'labelsAsTags',
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
    return error.problems.flatMap(({ variable, value = '' }) => {
      const name = names[variable];
      return name === undefined ? [] : [`${name} is ${quoted(value)}; allowed: ${parameters[name].allowed}`];
    });
  }
}

function contradictions(deployment: Deployment, given: Readonly<Record<string, string>>): string[] {
  const { existingStreamArn, backupBucketName } = deployment;
  if (existingStreamArn === '' && backupBucketName !== '')
    return [
      'backupBucketName goes together with existingStreamArn; a stream of our own gets a bucket of our own',
    ];
  if (existingStreamArn !== '' && given['deliveryBufferMB'] !== undefined)
    return ['deliveryBufferMB is for a stream of our own; that of existingStreamArn keeps its buffer'];
  return [];
}

function quoted(value: string): string {
  return JSON.stringify(value.slice(0, 200));
}
