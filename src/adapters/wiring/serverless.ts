import { alarmWarning, checkBeforeDeploy, type DeployPorts } from '../../stack/deploy-checks.ts';
import { isParameterName, parameters, parametersOf } from '../../stack/parameters.ts';
import { processingProblems } from '../../stack/processing-parameters.ts';
import { readParameters, type Deployment } from '../../stack/read-parameters.ts';
import { settingsOf, type Settings } from '../../stack/settings.ts';

/** What the Serverless Framework hands to a file that stands in a variable. */
export interface VariableContext {
  readonly options: Readonly<Record<string, unknown>>;
  resolveVariable(variable: string): Promise<unknown>;
}

export type SettingsResult =
  | { readonly kind: 'settings'; readonly settings: Settings; readonly warnings: readonly string[] }
  | { readonly kind: 'refused'; readonly problems: readonly string[]; readonly warnings: readonly string[] };

/**
 * The values of `${file(resources/parameters.cjs)}`: reads and checks `--param`, and before a deploy asks AWS whether what they name is
 * there. Packaging asks nobody.
 */
export async function serverlessSettings(
  context: VariableContext,
  argv: readonly string[],
  ports?: DeployPorts,
): Promise<SettingsResult> {
  const text = async (variable: string): Promise<string> => textOf(await context.resolveVariable(variable));
  const [stage, region, service] = await Promise.all([
    text("sls:stage, 'prod'"),
    text('self:provider.region'),
    text('self:service'),
  ]);
  const given = { ...parametersOnCommandLine(context, argv), ...(await knownParameters(text)) };
  const read = readParameters(given, { stage });
  if (read.kind === 'refused') return { ...read, warnings: [] };
  const name = `${service}-${stage}`;
  const isNamed = (await text("opt:region, env:AWS_REGION, env:AWS_DEFAULT_REGION, ''")) !== '';
  if (changesAccount(argv) && !isNamed) return { kind: 'refused', problems: [noRegion], warnings: [] };
  if (!isDeploy(argv)) return packaged(read.deployment, name);
  const asked = ports ?? (await import('./deploy-ports.ts')).deployPorts();
  const checks = await checkBeforeDeploy(read.deployment, { region, stackName: name }, asked);
  const { problems, deployment } = checks;
  const silent = alarmWarning(deployment);
  const warnings = silent === undefined ? checks.warnings : [...checks.warnings, silent];
  if (problems.length > 0) return { kind: 'refused', problems, warnings };
  return { kind: 'settings', settings: settingsOf(deployment, name), warnings };
}

async function packaged(deployment: Deployment, name: string): Promise<SettingsResult> {
  const problems = await processingProblems(deployment);
  if (problems.length > 0) return { kind: 'refused', problems, warnings: [] };
  return { kind: 'settings', settings: settingsOf(deployment, name), warnings: [] };
}

/** The names that somebody typed, known or not. */
function parametersOnCommandLine(
  { options }: VariableContext,
  argv: readonly string[],
): Record<string, string> {
  const list = [options['param'] ?? []].flat();
  const typed =
    list.length > 0 ? list.map(textOf) : argv.flatMap((word, index) => parameterAt(argv, word, index));
  return parametersOf(typed);
}

function parameterAt(argv: readonly string[], word: string, index: number): string[] {
  if (word === '--param') return [argv[index + 1] ?? ''];
  return word.startsWith('--param=') ? [word.slice('--param='.length)] : [];
}

/** Values also from a `params` section that somebody added, which only the framework can resolve. */
async function knownParameters(text: (variable: string) => Promise<string>): Promise<Record<string, string>> {
  const names = Object.keys(parameters).filter(isParameterName);
  const values = await Promise.all(
    names.map(async (name) => [name, await text(`param:${name}, ''`)] as const),
  );
  return Object.fromEntries(values.filter(([, value]) => value !== ''));
}

const noRegion = 'no region is named: add --region REGION, or set AWS_REGION';

function changesAccount(argv: readonly string[]): boolean {
  return isDeploy(argv) || argv.slice(2).includes('remove');
}

function isDeploy(argv: readonly string[]): boolean {
  return argv.slice(2).includes('deploy');
}

function textOf(value: unknown): string {
  return typeof value === 'string'
    ? value
    : value === undefined || value === null
      ? ''
      : JSON.stringify(value);
}
