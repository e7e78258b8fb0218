import { firehoseUrl, sites } from '../datadog/sites.ts';
import { parameters } from './parameters.ts';
import { standaloneParameters } from './standalone-parameters.ts';
import { ref, sub, type TemplateValue } from './template.ts';

/** A type and not an interface: it has to fit where any template value fits. */
type Members = { readonly [key: string]: TemplateValue };

/** What of a template is read here. */
export interface PackagedTemplate {
  readonly Resources: Readonly<Record<string, Members>>;
  readonly Outputs: Readonly<Record<string, Members>>;
}

export interface StandaloneTemplate extends PackagedTemplate {
  readonly AWSTemplateFormatVersion: string;
  readonly Description: string;
  readonly Parameters: typeof standaloneParameters;
  readonly Mappings: Members;
  readonly Conditions: Members;
}

/** Environment variables that are set only where their parameter is. */
const optionalVariables = {
  DD_CLUSTER_NAME: 'ClusterName',
  DD_TAGS: 'Tags',
  DD_KUBERNETES_POD_LABELS_AS_TAGS: 'LabelsAsTags',
  TAGS_EXCLUDE: 'TagsExclude',
  TAGS_INCLUDE: 'TagsInclude',
} as const;

/**
 * The template of `serverless package` (with the default parameters) as one that CloudFormation, Terraform and CDK deploy by
 * themselves: values that differ between deployments are parameters, the zips lie in a bucket of the user. Throws a `TypeError` for
 * another template.
 */
export function standalone(packaged: PackagedTemplate): StandaloneTemplate {
  const streamName = textOf(packaged.Outputs['StreamName']?.['Value']);
  const version = textOf(packaged.Outputs['Version']?.['Value']);
  const walk = (value: TemplateValue): TemplateValue => parameterised(value, streamName);
  const resources = walkEntries(withoutDeploymentBucket(packaged.Resources), walk);
  const outputs = walkEntries(withoutDeploymentBucket(packaged.Outputs), walk);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `kubehose ${version}: Kubernetes logs through Amazon Data Firehose to Datadog`,
    Parameters: standaloneParameters,
    Mappings: { Sites: Object.fromEntries(sites.map((site) => [site, { FirehoseUrl: firehoseUrl(site) }])) },
    Conditions: conditions,
    Resources: {
      ...Object.fromEntries(
        Object.entries(resources).map(([id, resource]) => [id, withCode(resource, version)]),
      ),
      ApiKeySecret: { ...resources['ApiKeySecret'], Condition: 'MakesApiKeySecret' },
    },
    Outputs: {
      ...outputs,
      Parameters: { ...outputs['Parameters'], Value: sub(parametersText(packaged)) },
      PutApiKeyCommand: { ...outputs['PutApiKeyCommand'], Condition: 'MakesApiKeySecret' },
    },
  };
}

const conditions: Members = {
  MakesApiKeySecret: { 'Fn::Equals': [ref('ApiKeySecretArn'), ''] },
  HasAlarmTopic: isSet('AlarmTopicArn'),
  ...Object.fromEntries(Object.values(optionalVariables).map((name) => [`Has${name}`, isSet(name)])),
};

function isSet(name: string): TemplateValue {
  return { 'Fn::Not': [{ 'Fn::Equals': [ref(name), ''] }] };
}

function withoutDeploymentBucket(
  entries: Readonly<Record<string, Members>>,
): Readonly<Record<string, Members>> {
  return Object.fromEntries(
    Object.entries(entries).filter(([id]) => !id.startsWith('ServerlessDeploymentBucket')),
  );
}

function walkEntries(
  entries: Readonly<Record<string, Members>>,
  walk: (value: TemplateValue) => TemplateValue,
): Readonly<Record<string, Members>> {
  return Object.fromEntries(Object.entries(entries).map(([id, entry]) => [id, mapped(entry, walk)]));
}

function mapped(entry: Members, walk: (value: TemplateValue) => TemplateValue): Members {
  return Object.fromEntries(Object.entries(entry).map(([key, value]) => [key, walk(value)]));
}

/** A value with the parameters in place of their defaults. */
function parameterised(value: TemplateValue, streamName: string): TemplateValue {
  const walk = (item: TemplateValue): TemplateValue => parameterised(item, streamName);
  if (typeof value === 'string') return named(value, streamName);
  if (isList(value)) return value.map(walk);
  if (typeof value !== 'object') return value;
  if (value['Ref'] === 'ApiKeySecret') return secretArn;
  const text = value['Fn::Sub'];
  if (typeof text === 'string') return sub(text.replaceAll(streamName, '${StreamName}'));
  return Object.fromEntries(
    Object.entries(mapped(value, walk)).map(([key, item]) => [key, byName(key, item)]),
  );
}

function isList(value: TemplateValue): value is readonly TemplateValue[] {
  return Array.isArray(value);
}

const secretArn: TemplateValue = {
  'Fn::If': ['MakesApiKeySecret', ref('ApiKeySecret'), ref('ApiKeySecretArn')],
};

function named(text: string, streamName: string): TemplateValue {
  if (text === streamName) return ref('StreamName');
  if (text === firehoseUrl(parameters.site.fallback)) {
    return { 'Fn::FindInMap': ['Sites', ref('Site'), 'FirehoseUrl'] };
  }
  return text.includes(streamName) ? sub(text.replaceAll(streamName, '${StreamName}')) : text;
}

/** Members that a parameter sets, whatever they hold by default. */
function byName(key: string, value: TemplateValue): TemplateValue {
  if (key === 'DD_SITE') return ref('Site');
  if (key === 'AlarmActions' || key === 'OKActions') {
    return { 'Fn::If': ['HasAlarmTopic', [ref('AlarmTopicArn')], value] };
  }
  if (key === 'Variables' && typeof value === 'object' && !isList(value)) return variables(value);
  return value;
}

function variables(given: Members): TemplateValue {
  const optional = Object.entries(optionalVariables).map(([variable, name]): [string, TemplateValue] => [
    variable,
    { 'Fn::If': [`Has${name}`, ref(name), ref('AWS::NoValue')] },
  ]);
  return { ...given, KUBERNETES_ATTRIBUTES: ref('KubernetesAttributes'), ...Object.fromEntries(optional) };
}

/** The version is in the key: CloudFormation takes new code only from a key that has changed. */
function withCode(resource: Members, version: string): Members {
  const { Type, Properties } = resource;
  if (Type !== 'AWS::Lambda::Function' || typeof Properties !== 'object' || isList(Properties))
    return resource;
  const code = Properties['Code'];
  const key = typeof code === 'object' && !isList(code) ? textOf(code['S3Key']) : '';
  const file = key.slice(key.lastIndexOf('/') + 1);
  return {
    ...resource,
    Properties: {
      ...Properties,
      Code: { S3Bucket: ref('CodeBucket'), S3Key: sub(`\${CodePrefix}${version}/${file}`) },
    },
  };
}

/** The output `Parameters`, with those of this template. */
function parametersText({ Outputs }: PackagedTemplate): string {
  const values: Record<string, string> = JSON.parse(textOf(Outputs['Parameters']?.['Value']));
  return JSON.stringify({
    ...values,
    streamName: '${StreamName}',
    apiKeySecretArn: '${ApiKeySecretArn}',
    alarmTopicArn: '${AlarmTopicArn}',
  });
}

function textOf(value: TemplateValue | undefined): string {
  if (typeof value === 'string') return value;
  throw new TypeError('the packaged template is not that of kubehose with its default parameters');
}
