import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Looked } from '../../stream/lookup.ts';
import { look, patience } from './lookup.ts';

/** The outputs of a CloudFormation stack by their names. */
export async function lookAtStackOutputs(
  stackName: string,
  region: string | undefined,
): Promise<Looked<Readonly<Record<string, string>>>> {
  const client = new CloudFormationClient({ ...patience, ...(region === undefined ? {} : { region }) });
  return look(async () => {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    const outputs = stack?.Outputs ?? [];
    return Object.fromEntries(
      outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    );
  }, []);
}
