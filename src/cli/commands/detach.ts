import { isTransformFunction } from '../../stream/checks/function-description.ts';
import { planDetach } from '../../stream/plan.ts';
import {
  isSameFunction,
  lambdaProcessorOf,
  parameterOf,
  type StreamDescription,
} from '../../stream/description.ts';
import type { Arguments, Command } from '../command.ts';
import type { Io } from '../io.ts';
import {
  carryOut,
  readStream,
  readStreamArguments,
  streamExitCodes,
  streamOptions,
  type StreamArguments,
} from './stream-commands.ts';

/** `kubehose detach`: takes the transform off a stream. */
export const detachCommand: Command = {
  group: 'deploy',
  aws: true,
  usage: 'detach --stream NAME [--function ARN] [--yes]',
  summary: 'Take the transform off a stream',
  details:
    "Another function than kubehose's goes only when --function names it. The command that undoes it is printed.",
  options: streamOptions,
  maxPositionals: 0,
  examples: ['kubehose detach --stream logs', 'kubehose detach --stream logs --yes'],
  exitCodes: streamExitCodes,
  run,
};

async function run(args: Arguments, io: Io): Promise<number> {
  const options = readStreamArguments(args, io.env);
  const stream = await readStream(options);
  const isOurs = await isOurTransform(stream, options);
  return carryOut(
    planDetach(stream, () => isOurs),
    stream,
    options,
    io,
  );
}

/** By its name in `--function`, by the stack, by its handler, and where none of them can be asked by its name. */
async function isOurTransform(
  { destination }: StreamDescription,
  { functionArn, stackName, region }: StreamArguments,
): Promise<boolean> {
  const processor = destination.kind === 'other' ? undefined : lambdaProcessorOf(destination.processing);
  const present = processor === undefined ? undefined : parameterOf(processor, 'LambdaArn');
  if (present === undefined) return false;
  if (functionArn !== undefined) return isSameFunction(functionArn, present);
  const { stackOutputs } = await import('../../adapters/aws-control/stack.ts');
  const outputs = await stackOutputs(stackName, region);
  const ofStack = outputs.kind === 'found' ? outputs.value['TransformFunctionArn'] : undefined;
  if (ofStack !== undefined && isSameFunction(ofStack, present)) return true;
  const { describeFunction } = await import('../../adapters/aws-control/function.ts');
  const found = await describeFunction(present);
  return isTransformFunction(present, found.kind === 'found' ? found.value : undefined);
}
