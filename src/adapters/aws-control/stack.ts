import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Lookup } from '../../stream/lookup.ts';
import { lookup, interactiveTimeouts } from './lookup.ts';

/** The outputs of a CloudFormation stack by their names. */
export async function stackOutputs(
  stackName: string,
  region: string | undefined,
): Promise<Lookup<Readonly<Record<string, string>>>> {
  const client = new CloudFormationClient({
    ...interactiveTimeouts,
    ...(region === undefined ? {} : { region }),
  });
  return lookup(async () => {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    const outputs = stack?.Outputs ?? [];
    return Object.fromEntries(
      outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    );
  }, ['ValidationError']);
}
