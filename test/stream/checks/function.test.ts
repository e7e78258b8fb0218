import { expect, test } from '@jest/globals';
import { functionDiagnoses } from '../../../src/stream/checks/function.ts';
import type { FunctionDescription } from '../../../src/stream/checks/function-description.ts';
import type { Lookup } from '../../../src/stream/lookup.ts';
import { found } from '../doctor-ports.ts';
import { httpEndpoint, lambdaProcessor } from '../streams.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:kubehose-prod-transform';
const badRule = '[{"type":"exclude_at_match","name":"a","pattern":"("}]';

function transformWith(environment: FunctionDescription['environment'], timeoutSeconds = 120) {
  return found({ handler: 'dist/transform.handler', timeoutSeconds, memoryMB: 1_769, environment });
}

async function diagnosesOf(answer: Lookup<FunctionDescription>) {
  const destination = httpEndpoint({
    processing: { enabled: true, processors: [lambdaProcessor(functionArn)] },
  });
  return functionDiagnoses(destination, () => Promise.resolve(answer));
}

test('a function in order', async () => {
  expect(await diagnosesOf(transformWith({ DD_TAGS: 'team:shop' }))).toEqual([
    { kind: 'healthy', check: 'function', what: `${functionArn}, 120 s` },
    { kind: 'healthy', check: 'settings', what: 'settings and rules of the function are valid' },
  ]);
});

test.each<[string, Lookup<FunctionDescription>, object[]]>([
  ['that is gone', { kind: 'missing' }, [{ check: 'function', what: `${functionArn} does not exist` }]],
  [
    'that is cut off',
    transformWith({}, 3),
    [{ check: 'function', what: expect.stringContaining('3 s only') }],
  ],
  [
    'that does not start with its settings',
    transformWith({
      TAGS_AS: 'tags',
      KUBERNETES_ATTRIBUTES: 'labels,',
      DD_LOGS_CONFIG_PROCESSING_RULES: badRule,
    }),
    [
      { check: 'settings', what: 'TAGS_AS is "tags"; allowed: ddtags, attributes or both' },
      { check: 'settings', what: expect.stringMatching(/^KUBERNETES_ATTRIBUTES is /u) },
      { check: 'settings', what: expect.stringMatching(/^DD_LOGS_CONFIG_PROCESSING_RULES is .*rule "a"/u) },
    ],
  ],
])('a function %s', async (_, answer, wanted) => {
  const diagnoses = await diagnosesOf(answer);
  const findings = diagnoses.flatMap((each) => (each.kind === 'finding' ? [each.finding] : []));
  expect(findings).toEqual(wanted.map((one) => expect.objectContaining(one)));
});

test('variables that Lambda does not show are not judged', async () => {
  expect(await diagnosesOf(transformWith(undefined))).toContainEqual({
    kind: 'unknown',
    check: 'settings',
    reason: 'Lambda does not show the environment variables of the function',
  });
});
