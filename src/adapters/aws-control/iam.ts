import { IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { Lookup } from '../../stream/lookup.ts';
import type { Right } from '../../stream/checks/role-rights.ts';
import { awsClient, interactive } from '../aws-client.ts';
import { lookup } from './lookup.ts';

/** Whether a role has a right, by IAM's own simulation of its policies; the actions that it lacks. */
export async function missingActions(
  roleArn: string,
  right: Right,
  patience = interactive,
): Promise<Lookup<readonly string[]>> {
  // IAM has one endpoint for all regions; the SDK wants a region all the same.
  const client = awsClient(IAMClient, patience, { region: 'us-east-1' });
  return lookup(async () => {
    const output = await client.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: roleArn,
        ActionNames: [...right.actions],
        ResourceArns: [...right.resources],
        // A key that is not given counts as absent, and a statement with a condition on it as no right.
        ContextEntries: Object.entries(right.context ?? {}).map(([ContextKeyName, value]) => ({
          ContextKeyName,
          ContextKeyType: 'string',
          ContextKeyValues: [value],
        })),
      }),
    );
    if (output.EvaluationResults === undefined || output.EvaluationResults.length === 0)
      throw new Error('IAM gave no result in its answer');
    const denied = output.EvaluationResults.filter(({ EvalDecision }) => EvalDecision !== 'allowed');
    return [...new Set(denied.map(({ EvalActionName = '' }) => EvalActionName))];
  }, ['NoSuchEntityException', 'NoSuchEntity']);
}
