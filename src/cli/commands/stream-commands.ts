import type { Updated } from '../../adapters/aws-control/stream.ts';
import { parseStreamArn } from '../../firehose/arn.ts';
import { differenceLines, updateCommand } from '../../stream/plan-text.ts';
import type { ProcessingPlan } from '../../stream/plan.ts';
import type { StreamDescription } from '../../stream/description.ts';
import { UsageError, type Arguments, type Option, requiredOption, optionalOption } from '../command.ts';
import { isFunctionArn, isRegion, isStreamName } from '../../firehose/names.ts';
import type { Io } from '../io.ts';

/** Options that attach and detach have in common. */
export const streamOptions: Readonly<Record<string, Option>> = {
  stream: { type: 'string', value: 'NAME', help: 'the delivery stream' },
  region: { type: 'string', value: 'REGION', help: 'its region; without it that of the environment' },
  function: { type: 'string', value: 'ARN', help: 'the transform; without it that of the stack' },
  stack: { type: 'string', value: 'NAME', help: 'the stack to ask for it (kubehose-prod)' },
  yes: { type: 'boolean', short: 'y', help: 'do it; without this only the plan is shown' },
  'dry-run': { type: 'boolean', help: 'show the plan only, which is what happens without --yes' },
};

export const streamExitCodes: Readonly<Record<number, string>> = {
  2: 'refused: the stream stays as it was',
};

export interface StreamArguments {
  readonly streamName: string;
  readonly region: string | undefined;
  readonly functionArn: string | undefined;
  readonly stackName: string;
  readonly confirmed: boolean;
}

export function readStreamArguments(args: Arguments, env: Io['env']): StreamArguments {
  return {
    streamName: requiredOption(
      args,
      'stream',
      isStreamName,
      'a stream name: 1 to 64 letters, digits, - _ and .',
    ),
    region: regionOption(args, env),
    functionArn: optionalOption(
      args,
      'function',
      isFunctionArn,
      "a function's ARN, with or without version or alias",
    ),
    stackName:
      optionalOption(args, 'stack', (name) => /^[a-zA-Z][\w-]{0,127}$/.test(name), 'a stack name') ??
      'kubehose-prod',
    confirmed: args.values['yes'] === true && args.values['dry-run'] !== true,
  };
}

/** The region that was named, or that of the environment. */
export function regionOption(args: Arguments, env: Io['env']): string | undefined {
  const region = optionalOption(args, 'region', isRegion, 'a region such as eu-west-1');
  return region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
}

/** The stream, or one sentence why it cannot be had. */
export async function readStream({ streamName, region }: StreamArguments): Promise<StreamDescription> {
  const { firehoseControl } = await import('../../adapters/aws-control/stream.ts');
  const found = await firehoseControl(region).describe(streamName);
  if (found.kind === 'found') return found.value;
  throw new UsageError(
    found.kind === 'missing'
      ? `there is no stream ${streamName}${region === undefined ? '' : ` in ${region}`}`
      : `the stream ${streamName} cannot be read: ${found.reason}`,
  );
}

export function regionOf({ arn }: StreamDescription): string {
  return parseStreamArn(arn)?.region ?? '';
}

/** Shows a plan and carries it out; answers the exit code. */
export async function carryOut(
  plan: ProcessingPlan,
  stream: StreamDescription,
  { confirmed, region }: StreamArguments,
  io: Io,
): Promise<number> {
  if (plan.kind === 'unchanged') return printLine(io, plan.sentence, 0);
  if (plan.kind === 'refused') {
    await io.stderr.write(`kubehose: ${plan.sentence}\n`);
    return 2;
  }
  await showDifference(plan, stream, io);
  if (!confirmed)
    return printLine(io, 'this is the plan; nothing is changed. With --yes it is carried out.', 0);
  const { firehoseControl } = await import('../../adapters/aws-control/stream.ts');
  const updated = await firehoseControl(region).setProcessing(stream, plan.after);
  if (updated.kind === 'updated') {
    await io.stdout.write('changed; effective within minutes. All other settings are as they were.\n');
    return printLine(io, `undo: ${updateCommand(stream, regionOf(stream), plan.before)}`, 0);
  }
  return refusedUpdate(updated, stream, io);
}

export async function showDifference(
  plan: Extract<ProcessingPlan, { readonly kind: 'change' }>,
  { name, versionId }: StreamDescription,
  io: Io,
): Promise<void> {
  const title = `stream ${name}, version ${versionId}`;
  await io.stdout.write([title, ...differenceLines(plan.before, plan.after), ''].join('\n'));
}

/** Says why Firehose did not take an update; answers the exit code. */
export async function refusedUpdate(
  updated: Exclude<Updated, { readonly kind: 'updated' }>,
  { versionId }: StreamDescription,
  io: Io,
): Promise<number> {
  const reason =
    updated.kind === 'changed'
      ? `somebody changed the stream since it was read (version ${versionId}); nothing is changed, run the command again`
      : `Firehose refused the change: ${updated.reason}`;
  await io.stderr.write(`kubehose: ${reason}\n`);
  return 2;
}

export async function printLine(io: Io, sentence: string, code: number): Promise<number> {
  await io.stdout.write(`${sentence}\n`);
  return code;
}
