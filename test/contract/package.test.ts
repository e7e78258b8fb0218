import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import { packageAll, packageStack, removePackages, type Packaged } from '../support/packaged.ts';
import { pairwise, type Choice } from '../support/pairwise.ts';
import { testAlarms } from './stack/alarms.ts';
import { testData } from './stack/data.ts';
import { testEvents } from './stack/events.ts';
import { testFunctions } from './stack/functions.ts';
import { testOutputs } from './stack/outputs.ts';
import { testRights } from './stack/rights.ts';
import { testRoutes } from './stack/routes.ts';
import { testStateMachines } from './stack/state-machines.ts';
import { stackOf } from './stack/stack.ts';
import { testStream } from './stack/stream.ts';

const place = 'eu-west-1:111122223333';
const existing = `arn:aws:firehose:${place}:deliverystream/logs`;

/** Values that only pass through go together: they decide nothing about the parts of a stack. */
const passedThrough: Readonly<Record<string, Choice>> = {
  defaults: {
    podExecutionRoleName: '-',
    alarmTopicArn: '-',
    site: 'datadoghq.com',
    kubernetesAttributes: 'keep',
    retentionDays: '30',
  },
  set: {
    podExecutionRoleName: 'pods',
    alarmTopicArn: `arn:aws:sns:${place}:alarms`,
    site: 'us5.datadoghq.com',
    kubernetesAttributes: 'labels,annotations',
    tagsExclude: 'image_*',
    tagsInclude: 'team,kube_*',
    retentionDays: '365',
    labelsAsTags: '{"app":"kube_app","*":"label_%%label%%"}',
    ddTags: 'team:shop,cost_center:12',
    clusterName: 'shop-1',
    noLogsAlarmHours: '6',
    transformConcurrency: '20',
    replayConcurrency: '5',
  },
};

/** Every value meets every value of every other parameter in one of the stacks; `-` leaves the parameter out. */
const choices = pairwise({
  route: ['direct', 'intake'],
  stream: ['own', 'existing', 'existing with bucket'],
  apiKeySecretArn: ['-', `arn:aws:secretsmanager:${place}:secret:datadog-AbCdEf`],
  continuousReplay: ['false', 'true'],
  kmsKeyArn: ['-', `arn:aws:kms:${place}:key/11111111-2222-3333-4444-555555555555`],
  others: ['defaults', 'set'],
}).map(({ others, ...choice }) => Object.assign(choice, passedThrough[others ?? '']));

const packages: Packaged[] = [];
const engine = new RegoEngine();
beforeAll(async () => {
  packages.push(...(await packageAll(choices.map(paramsOf))));
}, 480_000);
afterAll(() => {
  engine.free();
  removePackages(packages);
});

const stacks = choices.map((choice, index) => ({
  title: `${index + 1}: ${choice['route']}, ${choice['stream']} stream`,
  stack: stackOf(choice, () => packages[index]!),
}));

describe.each(stacks)('stack $title', ({ stack }) => {
  test('is a valid template', () => {
    const { status, diagnostics } = engine.validateStandard(new TemplateFile(stack.templatePath()), {
      pseudoParameterOverrides: { region: 'eu-west-1' },
    });
    const serious = diagnostics.filter(
      ({ severity, ruleId }) => ['FATAL', 'ERROR'].includes(severity) || ['W3030', 'W2531'].includes(ruleId),
    );
    expect(serious).toEqual([]);
    expect(status).toBe('OK');
  });

  testFunctions(stack);
  testRights(stack);
  testStream(stack);
  testData(stack);
  testRoutes(stack);
  testAlarms(stack);
  testEvents(stack);
  testStateMachines(stack);
  testOutputs(stack);
});

test('what is wrong is refused in sentences, all at once, and no template is written', async () => {
  const params = {
    site: 'datadog.com',
    route: 'intake',
    deliveryBufferMB: '4',
    errorOutputPrefix: 'errors/!{timestamp:yyyy/MM/dd/HH}/',
    apiKeySecretArn: '0123456789abcdef0123456789abcdef',
    sites: 'datadoghq.com',
  };
  const failure: unknown = await packageStack(params).catch((error: unknown) => error);
  const text = String(failure).replaceAll(/\s+/g, ' ');
  expect(text).toContain('kubehose: nothing is deployed: ');
  expect(text).not.toMatch(/Cannot resolve|Variables resolution/);
  expect(text).toContain('site is "datadog.com"; allowed: datadoghq.com');
  expect(text).toContain('deliveryBufferMB is 4, and a request of such a buffer can pass the 6 MB');
  expect(text).toContain('lacks !{firehose:error-output-type}');
  expect(text).toContain('allowed: the ARN of a secret in Secrets Manager');
  expect(text).toContain('there is no parameter "sites"; there are: site, ');
  expect(text).not.toMatch(/ at [^ ]+\.(?:mjs|js|ts):\d/);
});

function paramsOf(choice: Readonly<Record<string, string>>): Record<string, string> {
  const { stream, ...params } = choice;
  const given = Object.entries(params).filter(([, value]) => value !== '-');
  return {
    ...Object.fromEntries(given),
    ...(stream === 'own' ? {} : { existingStreamArn: existing }),
    ...(stream === 'existing with bucket' ? { backupBucketName: 'firehose-backup' } : {}),
  };
}
