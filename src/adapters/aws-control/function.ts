import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Lookup } from '../../stream/lookup.ts';
import { isTransformFunction, type FunctionDescription } from '../../stream/checks/function-description.ts';
import { awsClient, interactive } from '../aws-client.ts';
import { lookup } from './lookup.ts';
import { arnParts } from '../../firehose/names.ts';

/** A function's configuration by its ARN. */
export async function describeFunction(
  functionArn: string,
  patience = interactive,
): Promise<Lookup<FunctionDescription>> {
  const { region } = arnParts(functionArn);
  const client = awsClient(LambdaClient, patience, { region });
  return lookup(async () => {
    const found = await client.send(new GetFunctionConfigurationCommand({ FunctionName: functionArn }));
    return {
      handler: found.Handler ?? '',
      timeoutSeconds: found.Timeout ?? 3,
      memoryMB: found.MemorySize ?? 128,
      // A key that may not be used leaves an error in their place.
      environment: found.Environment?.Error === undefined ? (found.Environment?.Variables ?? {}) : undefined,
    };
  }, ['ResourceNotFoundException']);
}

/** Whether a function is the transform of a kubehose stack; by its name where it may not be asked. */
export async function isTransform(functionArn: string): Promise<Lookup<boolean>> {
  const found = await describeFunction(functionArn);
  return {
    kind: 'found',
    value: isTransformFunction(functionArn, found.kind === 'found' ? found.value : undefined),
  };
}
