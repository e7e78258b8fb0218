import type { Setting } from '../config/settings.ts';
import { sites } from '../datadog/sites.ts';

/** One `--param` of `serverless deploy`: the rows of docs/deploy.md, and the words of its refusal. */
export interface Parameter extends Omit<Setting, 'name'> {
  readonly meaning: string;
}

/** How long CloudWatch Logs can keep a log group, in days. Source: CloudWatch Logs API reference, `PutRetentionPolicy`. */
export const retentionDays: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Every parameter, in the order of the document. */
export const parameters = {
  site: {
    fallback: 'datadoghq.com',
    allowed: sites.join(', '),
    meaning: 'Datadog site, as in `DD_SITE`.',
  },
  apiKeySecretArn: {
    fallback: '',
    allowed:
      'the ARN of a secret in Secrets Manager, in full: arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-AbCdEf',
    meaning:
      'Secret with the API key, `{"api_key":"…"}`. Without it the stack makes an empty one and prints the command that fills it.',
  },
  route: {
    fallback: 'direct',
    allowed: 'direct or intake',
    meaning:
      "`direct` sends to Datadog's Firehose endpoint, `intake` to the intake function, which sends to the Logs API.",
  },
  clusterName: {
    fallback: '',
    allowed: 'the name of an EKS cluster: letters, digits, - and _',
    meaning: 'Tag `kube_cluster_name` on every log.',
  },
  streamName: {
    fallback: '',
    allowed: 'a stream name: 1 to 64 letters, digits, - _ and .',
    meaning: 'Name of the delivery stream. Without it: `kubehose-` and the stage.',
  },
  existingStreamArn: {
    fallback: '',
    allowed: 'the ARN of a delivery stream, arn:aws:firehose:REGION:ACCOUNT:deliverystream/NAME',
    meaning: 'Deploy the functions only, for this stream. `kubehose attach` puts the transform on it.',
  },
  backupBucketName: {
    fallback: '',
    allowed: 'the name of a bucket; only together with existingStreamArn',
    meaning:
      "That stream's backup bucket, for replay. Without it `serverless deploy` asks the stream; `serverless package` leaves replay out.",
  },
  podExecutionRoleName: {
    fallback: '',
    allowed: 'the name of a role, not its ARN',
    meaning: 'Pod execution role of the Fargate profile; it gets the right to put records on the stream.',
  },
  labelsAsTags: {
    fallback: '',
    allowed: 'a JSON object of label to tag name, such as {"app":"kube_app"}',
    meaning: 'Pod labels that become tags, as `DD_KUBERNETES_POD_LABELS_AS_TAGS`.',
  },
  ddTags: {
    fallback: '',
    allowed: 'key:value tags joined by commas or blanks',
    meaning: 'Static tags on every log, as `DD_TAGS`.',
  },
  tagsExclude: {
    fallback: '',
    allowed:
      'names of tags joined by commas or blanks; * stands for any characters, as in image_*,kube_app_*',
    meaning: 'Tags that are not added, as `TAGS_EXCLUDE`.',
  },
  tagsInclude: {
    fallback: '',
    allowed: 'the same',
    meaning: 'If set: no other tags are added but these and the four of the guide, as `TAGS_INCLUDE`.',
  },
  kubernetesAttributes: {
    fallback: 'keep',
    allowed: 'keep, drop, or members to keep, such as labels,annotations',
    meaning:
      '`drop` takes the `kubernetes` map out of tagged logs: about half the bytes; a list keeps the members that it names. As `KUBERNETES_ATTRIBUTES`.',
  },
  processingRules: {
    fallback: '',
    allowed: "a JSON array of the Agent's processing rules, see processing.md",
    meaning: 'Rules that drop, sample or mask logs, as `DD_LOGS_CONFIG_PROCESSING_RULES`.',
  },
  containerExclude: {
    fallback: '',
    allowed: "name:…, image:… and kube_namespace:… with expressions in Go's syntax, separated by blanks",
    meaning: 'Containers whose logs are dropped, as `DD_CONTAINER_EXCLUDE`.',
  },
  containerInclude: {
    fallback: '',
    allowed: 'the same',
    meaning: 'Containers that `containerExclude` does not drop, as `DD_CONTAINER_INCLUDE`.',
  },
  autoMultiLine: {
    fallback: 'true',
    allowed: 'true or false',
    meaning: 'Join stack traces and undated lines, as `DD_LOGS_CONFIG_AUTO_MULTI_LINE_DETECTION`.',
  },
  continuousReplay: {
    fallback: 'false',
    allowed: 'true or false',
    meaning: 'Replay every new error object automatically, a quarter of an hour after it was written.',
  },
  replayConcurrency: {
    fallback: '2',
    allowed: 'a whole number from 2 to 100',
    meaning: 'Replay functions at the same time with `continuousReplay=true`.',
  },
  alarmTopicArn: {
    fallback: '',
    allowed: 'the ARN of an SNS topic, arn:aws:sns:REGION:ACCOUNT:NAME',
    meaning:
      'Topic that every alarm notifies. Without it nobody is notified: alarms only show in CloudWatch.',
  },
  noLogsAlarmHours: {
    fallback: '0',
    allowed: 'a whole number from 0 to 168; 0 for no such alarm',
    meaning: 'Alarm when no record reaches the stream for so many hours.',
  },
  retentionDays: {
    fallback: '30',
    allowed: `a number of days that CloudWatch Logs knows: ${retentionDays.join(', ')}`,
    meaning: 'How long the log groups of the functions and of the stream are kept.',
  },
  kmsKeyArn: {
    fallback: '',
    allowed: 'the ARN of a KMS key, arn:aws:kms:REGION:ACCOUNT:key/ID',
    meaning:
      "Encrypts the backup bucket and Firehose's writes to it, instead of S3's own key. `apiKeySecretArn` may have the same key. With `existingStreamArn`: that stream's own.",
  },
  deliveryBufferMB: {
    fallback: '2',
    allowed: 'a whole number from 1 to 4; with route=intake from 1 to 3',
    meaning: 'Buffer of the delivery, in MiB. Datadog advises 2 for single-line logs.',
  },
  processorBufferMB: {
    fallback: '1',
    allowed: 'a number from 0.2 to 3, with at most one digit behind the point',
    meaning:
      'Buffer in front of the transform, in MB. A smaller one leaves more room in the response, a larger one joins more lines of a stack trace; only with `route=direct`.',
  },
  transformConcurrency: {
    fallback: '',
    allowed: 'a whole number from 1 to 10000',
    meaning:
      'Reserved concurrency of the transform: no more than this, and always this much. Without it: none reserved.',
  },
  intakeConcurrency: {
    fallback: '',
    allowed: 'a whole number from 1 to 10000; only with route=intake',
    meaning: 'The same for the intake. It bounds what strangers who know its URL can cost.',
  },
  errorOutputPrefix: {
    fallback: 'errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/',
    allowed: 'a prefix such as errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/',
    meaning: "Where Firehose writes what it could not deliver. With `existingStreamArn`: that stream's own.",
  },
  confirm: {
    fallback: '',
    allowed: 'the name of the stream that an update may replace or disconnect',
    meaning: 'Allows an update that would otherwise be refused because of what it destroys.',
  },
} as const satisfies Record<string, Parameter>;

export type ParameterName = keyof typeof parameters;

/** A parameter with its name, as a reader takes it. */
export function parameterSetting(name: ParameterName): Setting {
  return { name, ...parameters[name] };
}

/** Whether a `--param` of this name is known. */
export function isParameterName(name: string): name is ParameterName {
  return Object.hasOwn(parameters, name);
}

/** Texts such as `route=intake` by their names. */
export function parametersOf(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

/** The table of parameters in docs/deploy.md. */
export function parametersTable(): string {
  const rows = Object.entries(parameters).map(([name, { fallback, allowed, meaning }]) => {
    const initial = fallback === '' ? '–' : `\`${fallback}\``;
    return `| \`${name}\` | ${initial} | ${allowed} | ${meaning} |\n`;
  });
  return `| parameter | default | allowed | meaning |\n|---|---|---|---|\n${rows.join('')}`;
}
