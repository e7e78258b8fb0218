import { expect, test } from '@jest/globals';
import { at, resourcesOf } from '../../support/packaged.ts';
import type { Stack } from './stack.ts';

/** Intake and replay. */
export function testRoutes(stack: Stack): void {
  const { hasReplay, isIntake, continuous, choice } = stack;

  test('the intake has its URL with both permissions, and a key that is not that of Datadog', () => {
    const { Resources } = stack.template();
    const permissions = resourcesOf(stack.template(), 'AWS::Lambda::Permission').map(([, { Properties }]) =>
      String(Properties['Action']),
    );
    expect(permissions.toSorted()).toEqual(
      isIntake ? ['lambda:InvokeFunction', 'lambda:InvokeFunctionUrl'] : [],
    );
    expect(Resources['IntakeUrl'] !== undefined).toBe(isIntake);
    expect(Resources['AccessKeySecret'] !== undefined).toBe(isIntake);
    if (!isIntake) return;
    expect(at(Resources['IntakeUrl'], 'Properties')).toMatchObject({
      AuthType: 'NONE',
      InvokeMode: 'BUFFERED',
    });
    const variables = at(Resources['IntakeLambdaFunction'], 'Properties', 'Environment', 'Variables');
    expect(variables).toMatchObject({
      INTAKE_ACCESS_KEYS_SECRET_ARN: { Ref: 'AccessKeySecret' },
      DD_API_KEY_SECRET_ARN:
        choice['apiKeySecretArn'] === '-' ? { Ref: 'ApiKeySecret' } : choice['apiKeySecretArn'],
    });
  });

  test('continuous replay is there when asked for: a queue that waits, with a place for dead letters', () => {
    const { Resources } = stack.template();
    const queues = resourcesOf(stack.template(), 'AWS::SQS::Queue').map(([id]) => id);
    const ofReplay = queues.filter((id) => id !== 'UndeliveredEventsQueue');
    expect(ofReplay).toHaveLength(continuous ? 2 : 0);
    if (!continuous) return;
    const timeout = Number(at(Resources['ReplayLambdaFunction'], 'Properties', 'Timeout'));
    expect(at(Resources['ReplayQueue'], 'Properties')).toMatchObject({
      DelaySeconds: 900,
      VisibilityTimeout: 6 * timeout,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['ReplayDeadLetterQueue', 'Arn'] } },
    });
    expect(at(Resources['ReplayQueueMapping'], 'Properties')).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  test('the mass replay has a cap, tolerates some failures, and lists with pages', () => {
    const machine = stack.template().Resources['MassReplay'];
    expect(machine !== undefined).toBe(hasReplay);
    if (machine === undefined) return;
    expect(at(machine.Properties, 'Definition', 'States', 'Objects')).toMatchObject({
      MaxConcurrency: 5,
      ToleratedFailurePercentage: 5,
      ItemBatcher: { MaxItemsPerBatch: 10 },
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
    });
  });
}
