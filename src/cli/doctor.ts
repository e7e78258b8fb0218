import { defaultSite, isDatadogSite, sites, type DatadogSite } from '../datadog/sites.ts';
import { diagnose } from '../deploy/doctor.ts';
import { found, healthy, type Diagnosis } from '../deploy/finding.ts';
import { logRouterFindings } from '../deploy/log-router.ts';
import type { StreamDescription } from '../deploy/stream-description.ts';
import { textOption, UsageError, type Arguments, type Command } from './command.ts';
import type { Io } from './io.ts';
import { painter } from './output/colour.ts';
import {
  readStream,
  readStreamArguments,
  regionOf,
  streamOptions,
  type StreamArguments,
} from './stream-commands.ts';

const { stream, region, stack } = streamOptions;

/** `kubehose doctor`: what of a set-up loses logs, why, and how to mend it. */
export const doctorCommand: Command = {
  usage: 'doctor --stream NAME [--region REGION]',
  summary: 'Check a stream, its function, key, role and bucket for what loses logs',
  details:
    'What cannot be asked, for want of a permission say, is listed and is no finding. Nothing is changed.\n' +
    'The key is tried at the validate endpoint of the site that the stream sends to.',
  options: {
    stream: stream!,
    region: region!,
    stack: { ...stack!, help: 'the stack that tells the secret of an intake (kubehose-prod)' },
    site: {
      type: 'string',
      value: 'SITE',
      help: 'Datadog site where the endpoint does not tell it; without it DD_SITE',
    },
    manifests: {
      type: 'string',
      value: 'FILE',
      help: "the log router's namespace and ConfigMap, YAML or JSON, to check as well",
    },
  },
  maxPositionals: 0,
  examples: [
    'kubehose doctor --stream logs --region eu-west-1',
    'kubectl get namespace/aws-observability configmap/aws-logging -n aws-observability -o json > router.json && kubehose doctor --stream logs --manifests router.json',
  ],
  exitCodes: { 2: 'there are findings' },
  run,
};

async function run(args: Arguments, io: Io): Promise<number> {
  const options = readStreamArguments(args, io.env);
  const site = siteOf(args, io.env);
  const file = textOption(args, 'manifests');
  const objects = file === undefined ? undefined : await routerObjects(file);
  const described = await readStream(options);
  const { doctorPorts } = await import('../adapters/doctor-ports.ts');
  const apiKeySecretArn = await apiKeyOfStack(described, options);
  const diagnoses = [
    ...(objects === undefined ? [] : routerDiagnoses(objects, described)),
    ...(await diagnose(
      described,
      { apiKeySecretArn, site, apiKey: io.env['DD_API_KEY'] || undefined },
      doctorPorts(regionOf(described), io.env),
    )),
  ];
  await io.stdout.write(report(diagnoses, io));
  return diagnoses.some(({ kind }) => kind === 'finding') ? 2 : 0;
}

/** What somebody said of Datadog; with `DD_URL` alone the default site stands for it. */
function siteOf(args: Arguments, env: Io['env']): DatadogSite | undefined {
  const site = textOption(args, 'site') ?? (env['DD_SITE'] || (env['DD_URL'] ? defaultSite : undefined));
  if (site === undefined || isDatadogSite(site)) return site;
  throw new UsageError(`the site is ${JSON.stringify(site)}; allowed: ${sites.join(', ')}`);
}

async function routerObjects(file: string) {
  const { readLogRouterFile } = await import('../adapters/manifest-file.ts');
  try {
    return await readLogRouterFile(file);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function routerDiagnoses(
  objects: Parameters<typeof logRouterFindings>[0],
  description: StreamDescription,
): Diagnosis[] {
  const findings = logRouterFindings(objects, { name: description.name, region: regionOf(description) });
  return findings.length === 0
    ? [healthy('log router', 'namespace, label and ConfigMap are in order')]
    : findings.map(found);
}

/** Only an intake needs it: a stream to Datadog has the key itself. */
async function apiKeyOfStack(
  { destination }: StreamDescription,
  { stackName, region: of }: StreamArguments,
): Promise<string | undefined> {
  if (destination.kind === 'other' || !destination.url.includes('.lambda-url.')) return undefined;
  const { lookAtStackOutputs } = await import('../adapters/stack.ts');
  const outputs = await lookAtStackOutputs(stackName, of);
  return outputs.kind === 'found' ? outputs.value['ApiKeySecretArn'] : undefined;
}

function report(diagnoses: readonly Diagnosis[], io: Io): string {
  const paint = painter(io.stdout, io.env);
  const lines = diagnoses.flatMap((diagnosis) => {
    if (diagnosis.kind === 'healthy')
      return [`${paint('green', 'ok')}       ${diagnosis.check}: ${diagnosis.what}`];
    if (diagnosis.kind === 'unknown')
      return [`?        ${diagnosis.check}: not checked: ${diagnosis.reason}`];
    const { check, what, loses, mend } = diagnosis.finding;
    return [
      `${paint('red', 'finding')}  ${check}: ${what}`,
      `         loses: ${loses}`,
      `         mend: ${mend}`,
    ];
  });
  const count = (kind: Diagnosis['kind']): number =>
    diagnoses.filter((diagnosis) => diagnosis.kind === kind).length;
  const sum = `${count('finding')} findings, ${count('unknown')} not checked, ${count('healthy')} ok`;
  return `${[...lines, sum].join('\n')}\n`;
}
