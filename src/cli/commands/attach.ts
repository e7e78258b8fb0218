import { losesLogs } from '../../cluster/router-finding.ts';
import type { LogRouterObjects } from '../../cluster/log-router.ts';
import { planAttach, type ProcessingPlan } from '../../stream/plan.ts';
import { functionRight, statementText } from '../../stream/checks/role-rights.ts';
import { isTransformFunction } from '../../stream/checks/function-description.ts';
import type { StreamDescription } from '../../stream/description.ts';
import { UsageError, type Arguments, type Command } from '../command.ts';
import type { Io } from '../io.ts';
import { doctorReport } from './doctor/report.ts';
import { manifestsOption, readRouter, routerDiagnoses } from './doctor/router.ts';
import {
  carryOut,
  readStream,
  readStreamArguments,
  regionOf,
  showDifference,
  streamExitCodes,
  streamOptions,
  type StreamArguments,
} from './stream-commands.ts';
import { arnParts } from '../../firehose/names.ts';

/** `kubehose attach`: puts the transform on a stream that exists. */
export const attachCommand: Command = {
  group: 'deploy',
  aws: true,
  usage: 'attach --stream NAME [--function ARN] [--manifests FILE] [--yes]',
  summary: 'Put the transform on an existing stream',
  details:
    'Everything else of the stream stays as it is. ' +
    "The stream's role must be allowed to invoke the function; what it lacks is printed as a statement to paste.\n" +
    'A stream that has another Lambda processor is refused. The command that undoes the change is printed.\n' +
    'With --manifests the log router is checked as by doctor; with one through which no logs of pods would come, the\n' +
    'stream stays as it is. Without --manifests nobody asks.',
  options: { ...streamOptions, manifests: manifestsOption },
  maxPositionals: 0,
  examples: [
    'kubehose attach --stream logs',
    'kubectl get namespace/aws-observability configmap/aws-logging -n aws-observability -o json | kubehose attach --stream logs --manifests -',
    'kubehose attach --stream logs --function arn:aws:lambda:eu-west-1:111122223333:function:kubehose-prod-transform --yes',
  ],
  exitCodes: streamExitCodes,
  run,
};

async function run(args: Arguments, io: Io): Promise<number> {
  const options = readStreamArguments(args, io.env);
  const router = await readRouter(args, io);
  const stream = await readStream(options);
  const functionArn = options.functionArn ?? (await functionOfStack(options));
  await checkFunction(functionArn, stream, io);
  const plan = planAttach(stream, functionArn);
  if (router !== undefined && !(await bringsLogs(router, stream, io)))
    return refuse(plan, stream, options, io);
  if (plan.kind !== 'refused' && !(await mayInvoke(stream, functionArn, io)) && options.confirmed) return 2;
  return carryOut(plan, stream, options, io);
}

/** Says what doctor says of the log router, and whether logs come through it at all. */
async function bringsLogs(router: LogRouterObjects, stream: StreamDescription, io: Io): Promise<boolean> {
  const diagnoses = routerDiagnoses(router, { name: stream.name, region: regionOf(stream) });
  await io.stdout.write(doctorReport(diagnoses, io));
  return !diagnoses.some((each) => each.kind === 'finding' && losesLogs(each.finding));
}

/** The plan as it would be. */
async function refuse(
  plan: ProcessingPlan,
  stream: StreamDescription,
  options: StreamArguments,
  io: Io,
): Promise<number> {
  if (plan.kind !== 'change') return Math.max(2, await carryOut(plan, stream, options, io));
  await showDifference(plan, stream, io);
  await io.stderr.write(
    'kubehose: through this log router no logs of pods would come: the stream stays as it is. Fix the router, or leave --manifests out\n',
  );
  return 2;
}

async function functionOfStack({ stackName, region }: StreamArguments): Promise<string> {
  const { stackOutputs } = await import('../../adapters/aws-control/stack.ts');
  const outputs = await stackOutputs(stackName, region);
  const arn = outputs.kind === 'found' ? outputs.value['TransformFunctionArn'] : undefined;
  if (arn !== undefined) return arn;
  const reason = outputs.kind === 'unknown' ? outputs.reason : 'it has no output TransformFunctionArn';
  throw new UsageError(
    `cannot read TransformFunctionArn from stack ${stackName} (${reason}); name the function by --function, or the stack by --stack`,
  );
}

async function checkFunction(functionArn: string, stream: StreamDescription, io: Io): Promise<void> {
  const { region } = arnParts(functionArn);
  if (region !== regionOf(stream))
    throw new UsageError(
      `the function is in ${region}, the stream in ${regionOf(stream)}; deploy kubehose to the stream's region`,
    );
  const { describeFunction } = await import('../../adapters/aws-control/function.ts');
  const found = await describeFunction(functionArn);
  if (found.kind === 'missing') throw new UsageError(`there is no function ${functionArn}`);
  if (found.kind === 'unknown')
    await io.stderr.write(`kubehose: the function could not be checked: ${found.reason}\n`);
  else if (!isTransformFunction(functionArn, found.value))
    await io.stderr.write(
      `kubehose: the handler of ${functionArn} is ${found.value.handler}; kubehose's is dist/transform.handler\n`,
    );
}

/** Whether nothing speaks against it; a role that is known to lack the right would send every record to the error output. */
async function mayInvoke(stream: StreamDescription, functionArn: string, io: Io): Promise<boolean> {
  const roleArn = stream.destination.kind === 'http-endpoint' ? stream.destination.roleArn : undefined;
  const right = functionRight(functionArn);
  if (roleArn === undefined) return true;
  const { missingActions } = await import('../../adapters/aws-control/iam.ts');
  const missing = await missingActions(roleArn, right);
  if (missing.kind === 'found' && missing.value.length === 0) return true;
  const statement = statementText(right);
  if (missing.kind === 'unknown') {
    await io.stderr.write(
      `kubehose: the stream's role ${roleArn} could not be checked (${missing.reason}); it needs: ${statement}\n`,
    );
    return true;
  }
  await io.stderr.write(
    `kubehose: the stream's role ${roleArn} lacks a statement; without it ${right.why}. ` +
      `The stream stays as it is; add this, then run the command again:\n${statement}\n`,
  );
  return false;
}
