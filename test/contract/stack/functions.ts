import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseIntakeConfig } from '../../../src/config/intake.ts';
import { parseReplayConfig } from '../../../src/config/replay.ts';
import { parseTransformConfig } from '../../../src/config/transform.ts';
import { resolved } from '../../support/aws/stack-values.ts';
import { at, resourcesOf, root } from '../../support/packaged.ts';
import { namesInZip } from '../../support/zip.ts';
import type { Stack } from './stack.ts';

const parsers = {
  TransformLambdaFunction: parseTransformConfig,
  ReplayLambdaFunction: parseReplayConfig,
  IntakeLambdaFunction: parseIntakeConfig,
};

/** Functions of a stack: which, how large, what they know. */
export function testFunctions(stack: Stack): void {
  const { hasReplay, isIntake, choice } = stack;

  test('has the functions of its route, on arm64 under the Node version of the bundles, within the limits', () => {
    const functions = resourcesOf(stack.template(), 'AWS::Lambda::Function');
    expect(functions.map(([id]) => id).sort()).toEqual(
      [
        'TransformLambdaFunction',
        ...(hasReplay ? ['ReplayLambdaFunction'] : []),
        ...(isIntake ? ['IntakeLambdaFunction'] : []),
      ].sort(),
    );
    for (const [, { Properties }] of functions) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      expect(Properties['MemorySize']).toBeGreaterThanOrEqual(128);
      expect(Properties['MemorySize']).toBeLessThanOrEqual(10_240);
      const environment = JSON.stringify(at(Properties, 'Environment', 'Variables') ?? {});
      expect(environment.length).toBeLessThan(4_096);
    }
  });

  test('concurrency is reserved where a parameter says so', () => {
    const { TransformLambdaFunction, ReplayQueueMapping } = stack.template().Resources;
    const { transformConcurrency, replayConcurrency = '2' } = choice;
    const reserved = at(TransformLambdaFunction, 'Properties', 'ReservedConcurrentExecutions');
    expect(reserved).toBe(transformConcurrency === undefined ? undefined : Number(transformConcurrency));
    const polled = at(ReplayQueueMapping, 'Properties', 'ScalingConfig', 'MaximumConcurrency');
    expect(polled).toBe(stack.continuous ? Number(replayConcurrency) : undefined);
  });

  test('no function outlasts whom it answers', () => {
    const timeout = (id: string): unknown => at(stack.template().Resources, id, 'Properties', 'Timeout');
    expect(timeout('TransformLambdaFunction')).toBeLessThanOrEqual(300);
    if (isIntake) expect(timeout('IntakeLambdaFunction')).toBeLessThan(180);
    if (hasReplay) expect(timeout('ReplayLambdaFunction')).toBeLessThanOrEqual(900);
  });

  test("every function's zip holds its own bundle with its chunks and nothing else", () => {
    for (const name of ['transform', ...(hasReplay ? ['replay'] : []), ...(isIntake ? ['intake'] : [])]) {
      const zip = join(stack.directory(), `${name}.zip`);
      const chunks = readdirSync(join(root, 'dist', `${name}.chunks`));
      expect(namesInZip(readFileSync(zip)).toSorted()).toEqual(
        [`dist/${name}.mjs`, ...chunks.map((chunk) => `dist/${name}.chunks/${chunk}`)].toSorted(),
      );
      expect(statSync(zip).size).toBeLessThan(1_500_000);
    }
  });

  test('parameters of the transform reach every function that transforms', () => {
    for (const [id, { Properties }] of resourcesOf(stack.template(), 'AWS::Lambda::Function')) {
      const variables = at(Properties, 'Environment', 'Variables');
      const wanted = {
        KUBERNETES_ATTRIBUTES: choice['kubernetesAttributes'],
        DD_LOGS_CONFIG_AUTO_MULTI_LINE_DETECTION: choice['autoMultiLine'] ?? 'true',
        ...(choice['processingRules'] === undefined
          ? {}
          : { DD_LOGS_CONFIG_PROCESSING_RULES: choice['processingRules'] }),
        ...(choice['ddTags'] === undefined ? {} : { DD_TAGS: choice['ddTags'] }),
        ...(choice['tagsExclude'] === undefined ? {} : { TAGS_EXCLUDE: choice['tagsExclude'] }),
        ...(choice['tagsInclude'] === undefined ? {} : { TAGS_INCLUDE: choice['tagsInclude'] }),
        ...(choice['clusterName'] === undefined ? {} : { DD_CLUSTER_NAME: choice['clusterName'] }),
        ...(choice['labelsAsTags'] === undefined
          ? {}
          : { DD_KUBERNETES_POD_LABELS_AS_TAGS: choice['labelsAsTags'] }),
      };
      expect([id, variables]).toEqual([id, expect.objectContaining(wanted)]);
    }
  });

  test('every function starts with the environment that it gets', () => {
    const { Resources } = stack.template();
    for (const [id, parse] of Object.entries(parsers)) {
      const variables = at(Resources[id], 'Properties', 'Environment', 'Variables') ?? {};
      const values = resolved(variables, Resources, 'kubehose-prod') as Record<string, string>;
      if (Resources[id] !== undefined) expect(() => parse(values)).not.toThrow();
    }
  });

  test('every log group is kept as long as the parameter says', () => {
    const groups = resourcesOf(stack.template(), 'AWS::Logs::LogGroup');
    for (const [id, { Properties }] of groups)
      expect([id, Properties['RetentionInDays']]).toEqual([id, Number(choice['retentionDays'])]);
  });
}
