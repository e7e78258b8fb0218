import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import { firehoseUrl, sites } from '../../src/datadog/sites.ts';
import { standalone, type PackagedTemplate, type StandaloneTemplate } from '../../src/stack/standalone.ts';
import manifest from '../../package.json' with { type: 'json' };
import { at, objectsIn, packageStack, removePackages, type Packaged } from '../support/packaged.ts';
import { resolved } from './stack/resolved.ts';

const region = 'eu-west-1:111122223333';
const set = {
  CodeBucket: 'code',
  CodePrefix: 'releases/',
  Site: 'us5.datadoghq.com',
  ApiKeySecretArn: `arn:aws:secretsmanager:${region}:secret:datadog-AbCdEf`,
  StreamName: 'shop-logs',
  ClusterName: 'shop',
  Tags: 'team:shop',
  LabelsAsTags: '{"app":"kube_app"}',
  TagsExclude: 'image_*',
  TagsInclude: 'team,kube_*',
  KubernetesAttributes: 'labels,annotations',
  AlarmTopicArn: `arn:aws:sns:${region}:alarms`,
};

let packages: Packaged[] = [];
let directory: string;
let template: StandaloneTemplate;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kubehose-standalone-'));
  packages = [
    await packageStack(),
    await packageStack({
      site: set.Site,
      apiKeySecretArn: set.ApiKeySecretArn,
      streamName: set.StreamName,
      clusterName: set.ClusterName,
      ddTags: set.Tags,
      labelsAsTags: set.LabelsAsTags,
      tagsExclude: set.TagsExclude,
      tagsInclude: set.TagsInclude,
      kubernetesAttributes: set.KubernetesAttributes,
      alarmTopicArn: set.AlarmTopicArn,
    }),
  ];
  template = standalone(templateOf(0));
}, 120_000);
afterAll(() => {
  removePackages(packages);
  rmSync(directory, { recursive: true });
});

test('is a valid template', () => {
  const path = join(directory, 'standalone.json');
  // The validator would put the empty defaults also where a condition asks for more.
  const Parameters = Object.fromEntries(
    Object.entries(template.Parameters).map(([name, parameter]) => [
      name,
      { ...parameter, Default: at(set, name) },
    ]),
  );
  writeFileSync(path, JSON.stringify({ ...template, Parameters }));
  const engine = new RegoEngine();
  const { status, diagnostics } = engine.validateStandard(new TemplateFile(path), {
    pseudoParameterOverrides: { region: 'eu-west-1' },
  });
  engine.free();
  expect(diagnostics.filter(({ severity }) => ['FATAL', 'ERROR'].includes(severity))).toEqual([]);
  expect(status).toBe('OK');
});

test('is short enough for --template-file, which takes 51,200 bytes', () => {
  expect(Buffer.byteLength(JSON.stringify(template))).toBeLessThan(51_200);
});

test('its defaults and its example values are allowed', () => {
  for (const [name, { Default, AllowedPattern, AllowedValues }] of Object.entries(template.Parameters)) {
    const pattern = new RegExp(`^(?:${AllowedPattern ?? '.*'})$`);
    for (const value of [Default ?? 'code', at(set, name)]) {
      expect(value).toMatch(pattern);
      expect(AllowedValues ?? [value]).toContain(value);
    }
  }
});

test('with its defaults it is the packaged template, but for the code', () => {
  expect(withoutCode(resolved(template, {}))).toEqual(withoutCode(ofServerless(templateOf(0))));
});

test('with parameters it is the template that serverless.yml makes of the same', () => {
  // The names of functions come from the stage there, and from the stream here; the policy that is printed names the cluster there.
  const renamed = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value)
        .replaceAll('kubehose-prod', set.StreamName)
        .replaceAll(`${set.ClusterName}-fluent-bit-logs`, '*-fluent-bit-logs'),
    );
  const expected = renamed(withoutCode(ofServerless(templateOf(1))));
  expect(withoutCode(resolved(template, set))).toEqual(expected);
});

test('takes the code of this version from the bucket that is given', () => {
  const functions = Object.entries(template.Resources).filter(
    ([, { Type }]) => Type === 'AWS::Lambda::Function',
  );
  const { Resources } = resolved(template, set);
  expect(functions.map(([id]) => at(Resources[id], 'Properties', 'Code'))).toEqual(
    ['transform', 'replay'].map((name) => ({
      S3Bucket: 'code',
      S3Key: `releases/${manifest.version}/${name}.zip`,
    })),
  );
});

test('no reference dangles, and each parameter is used', () => {
  const known = new Set([...Object.keys(template.Parameters), ...Object.keys(template.Resources)]);
  const { Resources, Outputs, Conditions } = template;
  const used = new Set([...objectsIn({ Resources, Outputs, Conditions })].flatMap(namesIn));
  const names = [...used].filter((name) => !name.startsWith('AWS::'));
  expect(names.filter((name) => !known.has(name))).toEqual([]);
  expect(Object.keys(template.Parameters).filter((name) => !used.has(name))).toEqual([]);
});

test.each(sites)('the endpoint of %s', (site) => {
  const url = [
    'DeliveryStream',
    'Properties',
    'HttpEndpointDestinationConfiguration',
    'EndpointConfiguration',
    'Url',
  ];
  expect(at(resolved(template, { Site: site }).Resources, ...url)).toBe(firehoseUrl(site));
});

function templateOf(index: number): PackagedTemplate {
  return JSON.parse(JSON.stringify(packages[index]!.template));
}

function ofServerless({ Resources, Outputs }: PackagedTemplate) {
  const others = (entries: object) =>
    Object.fromEntries(
      Object.entries(entries).filter(([id]) => !id.startsWith('ServerlessDeploymentBucket')),
    );
  return { Resources: others(Resources), Outputs: others(Outputs) };
}

/** Without the places of the zips, which differ. */
function withoutCode<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (key, item: unknown) => (key === 'Code' ? undefined : item));
}

/** What an object of the template refers to. */
function namesIn(object: object): string[] {
  const [[key, value] = []] = Object.entries(object) as [string, unknown][];
  if (key === 'Ref') return [String(value)];
  if (key === 'Fn::GetAtt' && Array.isArray(value)) return [String(value[0])];
  if (key !== 'Fn::Sub') return [];
  return [...String(value).matchAll(/\$\{([^}.]+)/g)].map(([, name]) => name!);
}
