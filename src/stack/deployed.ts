import { fieldsOf, parseObject } from '../json/fields.ts';
import type { Deployment } from './read-parameters.ts';

/** What the output `Parameters` of a stack holds, and what a change of it would destroy. */
const guarded: {
  readonly [Name in 'streamName' | 'apiKeySecretArn' | 'existingStreamArn' | 'kmsKeyArn' | 'route']: string;
} = {
  streamName:
    'CloudFormation deletes the stream with everything in it; running pods keep writing to it until they restart with a new ConfigMap',
  apiKeySecretArn:
    'the stream, the intake and replay read another secret; where that is empty, nothing is delivered',
  existingStreamArn: 'the functions leave the stream that they serve now',
  kmsKeyArn: 'replay can no longer read what is encrypted in the bucket',
  route: 'the stream delivers to another endpoint, and what is between them is deleted',
};

/** The text of the output: what the next deploy compares itself with, and what doctor wants to know. */
export function parametersOutput(deployment: Deployment): string {
  return JSON.stringify(
    Object.fromEntries([...names, 'alarmTopicArn' as const].map((name) => [name, deployment[name]])),
  );
}

/**
 * Why an update of a deployed stack is refused: a parameter that was forgotten goes back to its default, and takes the stream with
 * it. `outputs` are those of the deployed stack; a stack from before the output is judged by the outputs that it has.
 */
export function destructiveChanges(
  deployment: Deployment,
  outputs: Readonly<Record<string, string>>,
): readonly string[] {
  const deployed = deployedParameters(outputs);
  const streamName = deployed['streamName'];
  if (deployment.confirm !== '' && deployment.confirm === streamName) return [];
  return names.flatMap((name) => {
    const before = deployed[name];
    if (before === undefined || before === deployment[name]) return [];
    return [
      `${name} is ${quoted(deployment[name])}, but the deployed stack has ${quoted(before)}: ${guarded[name]}. ` +
        `Keep it by --param ${name}=${before === '' ? '""' : before}, or allow the change by --param confirm=${streamName ?? ''}`,
    ];
  });
}

const names = Object.keys(guarded) as (keyof typeof guarded)[];

/** The parameters of a deployed stack, as its outputs have them. */
export function deployedParameters(
  outputs: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const { Parameters, StreamName } = outputs;
  const fields = fieldsOf(Parameters === undefined ? undefined : parseObject(Parameters));
  const known = fields === undefined ? { streamName: StreamName } : fields;
  return Object.fromEntries(
    Object.entries(known).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function quoted(value: string): string {
  return JSON.stringify(value);
}
