import { defaultSite, isDatadogSite, sites, type DatadogSite } from '../../../datadog/sites.ts';
import { diagnose } from '../../../stream/doctor.ts';
import type { Diagnosis } from '../../../stream/finding.ts';
import type { LogRouterTarget } from '../../../cluster/router-outputs.ts';
import { parametersOf } from '../../../stack/parameters.ts';
import { diagnosePlan } from '../../../stack/planned.ts';
import type { StreamDescription } from '../../../stream/description.ts';
import {
  optionalOption,
  textListOption,
  textOption,
  UsageError,
  type Arguments,
  type Command,
} from '../../command.ts';
import { doctorJson, doctorReport } from './report.ts';
import { arnParts, isRoleName } from '../../../firehose/names.ts';
import type { Lookup } from '../../../stream/lookup.ts';
import { packageVersion, type Io } from '../../io.ts';
import { podRulesDiagnoses } from './pod-rules.ts';
import { manifestsOption, readRouter, routerDiagnoses } from './router.ts';
import {
  readStream,
  readStreamArguments,
  regionOf,
  regionOption,
  streamOptions,
} from '../stream-commands.ts';

const { stream, region, stack } = streamOptions;

/** `kubehose doctor`: what of a setup loses logs, its impact, and how to fix it. */
export const doctorCommand: Command = {
  group: 'run',
  aws: true,
  usage: 'doctor [--stream NAME] [--param …] [--manifests …] [--capture …]',
  summary: 'Find what would lose logs in a setup, or in a plan',
  details:
    'With --stream a stream that exists; with --param, as for serverless deploy, one that is planned. Nothing is\n' +
    'changed. Checks that cannot run (a missing permission, say) are listed with ?. The key is tried at the validate\n' +
    'endpoint of the site that the stream sends to.',
  options: {
    stream: stream!,
    region: region!,
    stack: {
      ...stack!,
      help: 'the stack, for its version, its alarms and the secret of an intake (kubehose-prod)',
    },
    param: {
      type: 'string',
      multiple: true,
      value: 'NAME=VALUE',
      help: 'of a planned set-up, as for serverless deploy; several may be given',
    },
    stage: { type: 'string', value: 'STAGE', help: 'of a planned set-up, as for serverless deploy (prod)' },
    site: {
      type: 'string',
      value: 'SITE',
      help: 'Datadog site where the endpoint does not tell it; without it DD_SITE',
    },
    'pod-execution-role': {
      type: 'string',
      value: 'NAME',
      help: 'of the Fargate profile, to check that it may put records on the stream',
    },
    manifests: { ...manifestsOption, help: manifestsOption.help.replace('as well', 'as well or alone') },
    capture: {
      type: 'string',
      value: 'FILE',
      help: 'log lines, captured records or an event, as for transform: the rules in the annotations of their pods are checked as well, or alone; - for stdin',
    },
    json: { type: 'boolean', help: 'the checks as JSON on stdout' },
  },
  maxPositionals: 0,
  examples: [
    'kubehose doctor --stream logs --region eu-west-1',
    'kubehose doctor --region eu-west-1 --param route=intake --param deliveryBufferMB=3',
    'kubectl get namespace/aws-observability configmap/aws-logging -n aws-observability -o json | kubehose doctor --stream logs --manifests -',
  ],
  exitCodes: { 2: 'there are findings', 3: 'no finding, but something could not be checked' },
  run,
};

async function run(args: Arguments, io: Io): Promise<number> {
  const objects = await readRouter(args, io);
  const capture = textOption(args, 'capture');
  if (capture === '-' && textOption(args, 'manifests') === '-')
    throw new UsageError('--manifests and --capture cannot both come from stdin');
  const { target, diagnoses } = await diagnosed(args, io);
  const all = [
    ...(objects === undefined ? [] : routerDiagnoses(objects, target)),
    ...(capture === undefined ? [] : await podRulesDiagnoses(capture, io)),
    ...diagnoses,
  ];
  await io.stdout.write(args.values['json'] === true ? doctorJson(all) : doctorReport(all, io));
  if (all.some(({ kind }) => kind === 'finding')) return 2;
  return all.some(({ kind }) => kind === 'unknown') ? 3 : 0;
}

interface Diagnosed {
  readonly diagnoses: readonly Diagnosis[];
  /** `undefined` where no stream is known. */
  readonly target: LogRouterTarget | undefined;
}

async function diagnosed(args: Arguments, io: Io): Promise<Diagnosed> {
  const parameters = textListOption(args, 'param');
  const hasStream = textOption(args, 'stream') !== undefined;
  if (hasStream && parameters.length > 0)
    throw new UsageError('--param is for a set-up that is planned; leave it out, or leave --stream out');
  if (hasStream) return deployed(args, io);
  if (parameters.length > 0 && textOption(args, 'site') !== undefined)
    throw new UsageError('--site is for a stream that is there; of a planned set-up say --param site=SITE');
  if (parameters.length > 0) return planned(args, parametersOf(parameters), io);
  const hasFile = ['manifests', 'capture'].some((name) => textOption(args, name) !== undefined);
  if (hasFile) return { target: undefined, diagnoses: [] };
  throw new UsageError('nothing to check; give --stream, --param, --manifests or --capture');
}

async function deployed(args: Arguments, io: Io): Promise<Diagnosed> {
  const options = readStreamArguments(args, io.env);
  const site = siteOf(args, io.env);
  const described = await readStream(options);
  const { doctorPorts } = await import('../../../adapters/wiring/doctor-ports.ts');
  const of = regionOf(described);
  const { stackOutputs } = await import('../../../adapters/aws-control/stack.ts');
  const outputs = await stackOutputs(options.stackName, of);
  return {
    target: { name: described.name, region: of },
    diagnoses: await diagnose(
      described,
      {
        apiKeySecretArn: apiKeyOfIntake(described, outputs),
        site,
        apiKey: io.env['DD_API_KEY'] || undefined,
        podExecutionRoleArn: podExecutionRole(args, described),
        stackOutputs: outputs,
        version: packageVersion(io),
      },
      doctorPorts(of, io.env),
    ),
  };
}

async function planned(
  args: Arguments,
  parameters: Readonly<Record<string, string>>,
  io: Io,
): Promise<Diagnosed> {
  const plan = {
    parameters,
    stage: textOption(args, 'stage') ?? 'prod',
    // As in serverless.yml.
    region: regionOption(args, io.env) ?? 'eu-west-1',
    apiKey: io.env['DD_API_KEY'] || undefined,
  };
  const { planPorts } = await import('../../../adapters/wiring/doctor-ports.ts');
  const { diagnoses, deployment } = await diagnosePlan(plan, planPorts(io.env));
  const target = deployment && { name: deployment.streamName, region: plan.region };
  return { diagnoses, target };
}

/** What somebody said of Datadog; with `DD_URL` alone the default site stands for it. */
function siteOf(args: Arguments, env: Io['env']): DatadogSite | undefined {
  const site = textOption(args, 'site') ?? (env['DD_SITE'] || (env['DD_URL'] ? defaultSite : undefined));
  if (site === undefined || isDatadogSite(site)) return site;
  throw new UsageError(`the site is ${JSON.stringify(site)}; allowed: ${sites.join(', ')}`);
}

/** A role by its name is one of the stream's account. */
function podExecutionRole(args: Arguments, { arn }: StreamDescription): string | undefined {
  const name = optionalOption(args, 'pod-execution-role', isRoleName, 'the name of a role, not its ARN');
  const { partition, accountId } = arnParts(arn);
  return name && `arn:${partition}:iam::${accountId}:role/${name}`;
}

/** Only an intake needs it: a stream to Datadog has the key itself. */
function apiKeyOfIntake(
  { destination }: StreamDescription,
  outputs: Lookup<Readonly<Record<string, string>>>,
): string | undefined {
  if (destination.kind === 'other' || !destination.url.includes('.lambda-url.')) return undefined;
  return outputs.kind === 'found' ? outputs.value['ApiKeySecretArn'] : undefined;
}
