import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, type ScalarTag } from 'yaml';
import { at, packageStack, removePackages, root, type Packaged, type Template } from '../support/packaged.ts';
import { danglingReferences, readTerraform, unknownArguments } from './terraform.ts';
import { asCloudFormation, statementsOfDocument } from './terraform-stream.ts';

const terraformPath = join(root, 'docs', 'snippets', 'stream.tf');
const cloudFormationPath = join(root, 'docs', 'snippets', 'stream.yml');
const secretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:datadog-AbCdEf';

let packaged: Packaged;
let ours: Template;
beforeAll(async () => {
  packaged = await packageStack({ apiKeySecretArn: secretArn });
  ours = packaged.template;
});
afterAll(() => removePackages([packaged]));

describe('docs/snippets/stream.yml', () => {
  const template: Template = parse(readFileSync(cloudFormationPath, 'utf8'), {
    customTags: cloudFormationTags(),
  });

  test('is a valid template', () => {
    const engine = new RegoEngine();
    const { status, diagnostics } = engine.validateStandard(new TemplateFile(cloudFormationPath), {
      pseudoParameterOverrides: { region: 'eu-west-1' },
    });
    engine.free();
    expect(diagnostics.filter(({ severity }) => ['FATAL', 'ERROR'].includes(severity))).toEqual([]);
    expect(status).toBe('OK');
  });

  test('makes the stream that serverless.yml makes', () => {
    const { Tags, ...stream } = ours.Resources['DeliveryStream']!.Properties;
    expect(Tags).toBeDefined();
    expect(at(template, 'Parameters', 'DatadogUrl', 'Default')).toBe(endpointUrl);
    expect(named(template.Resources['DeliveryStream']!.Properties, cloudFormationNames)).toEqual(
      named(stream, ourNames),
    );
  });

  test('gives its role the same rights and the same trust', () => {
    expect(named(statementsOf(template, ['StreamPolicy']), cloudFormationNames)).toEqual(
      named(statementsOf(ours, ['StreamPolicy', 'StreamInvokesTransform']), ourNames),
    );
    expect(named(trustOf(template), cloudFormationNames)).toEqual(named(trustOf(ours), ourNames));
  });
});

describe('docs/snippets/stream.tf', () => {
  const text = readFileSync(terraformPath, 'utf8');

  test('has only arguments that its resources have, and names only what is there', async () => {
    const file = await readTerraform('stream.tf', text);
    expect(Object.keys(Object(file['resource'])).length).toBe(5);
    expect(unknownArguments(file)).toEqual([]);
    expect(danglingReferences(file)).toEqual([]);
  });

  test.each([
    [
      'buffering_size     = 2',
      'buffer_size = 2',
      'aws_kinesis_firehose_delivery_stream.logs.http_endpoint_configuration.buffer_size',
    ],
    [
      'compression_format  = "GZIP"',
      'compression = "GZIP"',
      'aws_kinesis_firehose_delivery_stream.logs.http_endpoint_configuration.s3_configuration.compression',
    ],
    ['resource "aws_iam_role" "stream"', 'resource "aws_iam_rolle" "stream"', 'aws_iam_rolle.stream'],
  ])('would be seen to be wrong with: %s → %s', async (from, to, path) => {
    expect(text).toContain(from);
    expect(unknownArguments(await readTerraform('stream.tf', text.replace(from, to)))).toEqual([path]);
  });

  test('would be seen to name what is not there', async () => {
    const file = await readTerraform(
      'stream.tf',
      text.replace('variable "stream_name"', 'variable "stream"'),
    );
    expect(new Set(danglingReferences(file))).toEqual(new Set(['var.stream_name']));
  });

  test('makes the stream that serverless.yml makes', async () => {
    const { Tags, ...stream } = ours.Resources['DeliveryStream']!.Properties;
    expect(Tags).toBeDefined();
    const file = await readTerraform('stream.tf', text);
    expect(at(file, 'variable', 'datadog_url', 0, 'default')).toBe(endpointUrl);
    expect(named(asCloudFormation(file), terraformNames)).toEqual(named(stream, ourNames));
  });

  test('gives its role the same rights and the same trust', async () => {
    const file = await readTerraform('stream.tf', text);
    expect(named(statementsOfDocument(file, 'stream'), terraformNames)).toEqual(
      named(statementsOf(ours, ['StreamPolicy', 'StreamInvokesTransform']), ourNames),
    );
    expect(named(statementsOfDocument(file, 'firehose_trust'), terraformNames)).toEqual(
      named(trustOf(ours), ourNames),
    );
  });
});

/** What a reference stands for, by its JSON: the three write the same thing each in its own way. */
type Names = ReadonlyMap<string, string>;

const logStreams =
  'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${StreamLogGroup}:log-stream:*';
const streamArn = 'arn:${AWS::Partition}:firehose:${AWS::Region}:${AWS::AccountId}:deliverystream';
const bucketArn = 'arn:${AWS::Partition}:s3:::${BackupBucketName}';
const endpointUrl = 'https://aws-kinesis-http-intake.logs.datadoghq.com/v1/input';

const inBothTemplates = [
  [{ Ref: 'StreamLogGroup' }, 'log group'],
  [{ Ref: 'DeliveryLogStream' }, 'delivery log'],
  [{ Ref: 'BackupLogStream' }, 'backup log'],
  [{ 'Fn::GetAtt': ['StreamRole', 'Arn'] }, 'role'],
  [{ 'Fn::Sub': logStreams }, 'log streams'],
  [{ Ref: 'AWS::AccountId' }, 'account'],
] as const;

const ourNames = namesOf([
  ...inBothTemplates,
  ['kubehose-prod', 'stream name'],
  [{ 'Fn::Sub': `${streamArn}/kubehose-prod` }, 'stream'],
  [secretArn, 'secret'],
  [{ 'Fn::GetAtt': ['BackupBucket', 'Arn'] }, 'bucket'],
  [{ 'Fn::Sub': '${BackupBucket.Arn}/*' }, 'objects'],
  [{ 'Fn::GetAtt': ['TransformLambdaFunction', 'Arn'] }, 'function'],
  [{ 'Fn::Sub': '${TransformLambdaFunction.Arn}:*' }, 'function versions'],
  [endpointUrl, 'endpoint'],
]);

const cloudFormationNames = namesOf([
  ...inBothTemplates,
  [{ Ref: 'StreamName' }, 'stream name'],
  [{ 'Fn::Sub': `${streamArn}/\${StreamName}` }, 'stream'],
  [{ Ref: 'ApiKeySecretArn' }, 'secret'],
  [{ 'Fn::Sub': bucketArn }, 'bucket'],
  [{ 'Fn::Sub': `${bucketArn}/*` }, 'objects'],
  [{ Ref: 'TransformFunctionArn' }, 'function'],
  [{ 'Fn::Sub': '${TransformFunctionArn}:*' }, 'function versions'],
  [{ Ref: 'DatadogUrl' }, 'endpoint'],
]);

const terraformNames = namesOf([
  ['${aws_cloudwatch_log_group.stream.name}', 'log group'],
  ['${aws_cloudwatch_log_stream.delivery.name}', 'delivery log'],
  ['${aws_cloudwatch_log_stream.backup.name}', 'backup log'],
  ['${aws_iam_role.stream.arn}', 'role'],
  ['${aws_cloudwatch_log_group.stream.arn}:log-stream:*', 'log streams'],
  ['${local.place[4]}', 'account'],
  ['${var.stream_name}', 'stream name'],
  [
    'arn:${local.place[1]}:firehose:${local.place[3]}:${local.place[4]}:deliverystream/${var.stream_name}',
    'stream',
  ],
  ['${var.api_key_secret_arn}', 'secret'],
  ['${var.backup_bucket_arn}', 'bucket'],
  ['${var.backup_bucket_arn}/*', 'objects'],
  ['${var.transform_function_arn}', 'function'],
  ['${var.transform_function_arn}:*', 'function versions'],
  ['${var.datadog_url}', 'endpoint'],
]);

function namesOf(list: readonly (readonly [unknown, string])[]): Names {
  return new Map(list.map(([value, name]) => [JSON.stringify(value), `<${name}>`]));
}

/** The same value with every reference by its name. */
function named(value: unknown, names: Names): unknown {
  const name = names.get(JSON.stringify(value));
  if (name !== undefined) return name;
  if (Array.isArray(value)) return value.map((item) => named(item, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, named(item, names)]));
}

function statementsOf({ Resources }: Template, policies: readonly string[]): unknown[] {
  return policies.flatMap((id) => at(Resources[id]?.Properties, 'PolicyDocument', 'Statement'));
}

function trustOf({ Resources }: Template): unknown {
  return at(Resources['StreamRole']?.Properties, 'AssumeRolePolicyDocument', 'Statement');
}

function cloudFormationTags(): ScalarTag[] {
  return [
    { tag: '!Ref', resolve: (text: string) => ({ Ref: text }) },
    { tag: '!Sub', resolve: (text: string) => ({ 'Fn::Sub': text }) },
    { tag: '!GetAtt', resolve: (text: string) => ({ 'Fn::GetAtt': text.split('.') }) },
  ];
}
