import { sites } from '../datadog/sites.ts';
import { kubernetesMembers } from '../fluent-bit/metadata.ts';
import { parameters } from './parameters.ts';

/** A parameter as a CloudFormation template declares it. A type and not an interface: it has to fit where any template value fits. */
export type StandaloneParameter = {
  readonly Type: 'String';
  readonly Description: string;
  readonly Default?: string;
  readonly AllowedPattern?: string;
  readonly AllowedValues?: readonly string[];
};

const memberName = kubernetesMembers.join('|');
const optional = { Type: 'String', Default: '' } as const;

/** The parameters of the template. Without a default: what nobody can guess. */
export const standaloneParameters: Readonly<Record<string, StandaloneParameter>> = {
  CodeBucket: { Type: 'String', Description: 'Bucket, in the region of the stack, that holds the zips.' },
  CodePrefix: {
    Type: 'String',
    Default: 'kubehose/',
    AllowedPattern: '([^/].*/)?',
    Description: 'Where in it: the zips are at CodePrefix, the version, / and their names.',
  },
  Site: {
    Type: 'String',
    Default: parameters.site.fallback,
    AllowedValues: sites,
    Description: plain(parameters.site.meaning),
  },
  ApiKeySecretArn: {
    ...optional,
    AllowedPattern: '(arn:[^:]+:secretsmanager:[^:]+:[0-9]{12}:secret:.+-[A-Za-z0-9]{6})?',
    Description: plain(parameters.apiKeySecretArn.meaning),
  },
  StreamName: {
    Type: 'String',
    Default: 'kubehose-prod',
    // The functions have this name and a word more, and they take no more than 64 characters.
    AllowedPattern: '[A-Za-z0-9_-]{1,54}',
    Description: 'Name of the delivery stream; the names of functions, alarms and dashboard begin with it.',
  },
  ClusterName: {
    ...optional,
    AllowedPattern: '([A-Za-z0-9][A-Za-z0-9_-]{0,99})?',
    Description: plain(parameters.clusterName.meaning),
  },
  Tags: { ...optional, Description: plain(parameters.ddTags.meaning) },
  LabelsAsTags: { ...optional, Description: plain(parameters.labelsAsTags.meaning) },
  TagsExclude: { ...optional, Description: plain(parameters.tagsExclude.meaning) },
  TagsInclude: { ...optional, Description: plain(parameters.tagsInclude.meaning) },
  KubernetesAttributes: {
    Type: 'String',
    Default: parameters.kubernetesAttributes.fallback,
    AllowedPattern: `keep|drop|(${memberName})(,(${memberName}))*`,
    Description: plain(parameters.kubernetesAttributes.meaning),
  },
  AlarmTopicArn: {
    ...optional,
    AllowedPattern: '(arn:[^:]+:sns:[^:]+:[0-9]{12}:.+)?',
    Description: plain(parameters.alarmTopicArn.meaning),
  },
};

/** The table of these parameters in docs/deploy.md. */
export function standaloneTable(): string {
  const rows = Object.entries(standaloneParameters).map(([name, { Default, Description }]) => {
    const initial = Default === undefined || Default === '' ? '–' : `\`${Default}\``;
    return `| \`${name}\` | ${initial} | ${Description} |\n`;
  });
  return `| parameter | default | meaning |\n|---|---|---|\n${rows.join('')}`;
}

/** Descriptions are no Markdown. */
function plain(text: string): string {
  return text.replaceAll('`', '');
}
