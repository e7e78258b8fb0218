import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Lookup } from '../../stream/lookup.ts';
import { awsClient, interactive } from '../aws-client.ts';
import { lookup } from './lookup.ts';

/** The outputs of a CloudFormation stack by their names. */
export async function stackOutputs(
  stackName: string,
  region: string | undefined,
  patience = interactive,
): Promise<Lookup<Readonly<Record<string, string>>>> {
  const client = awsClient(CloudFormationClient, patience, { region });
  return lookup(async () => {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    const outputs = stack?.Outputs ?? [];
    return Object.fromEntries(
      outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    );
  }, ['ValidationError']);
}
