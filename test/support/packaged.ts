import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

export const root = join(import.meta.dirname, '..', '..');

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown; readonly Description?: string }>>;
}

export interface Packaged {
  readonly template: Template;
  readonly templatePath: string;
  /** With the zips. */
  readonly directory: string;
  readonly service: string;
}

const serverless = join(root, 'node_modules', '.bin', 'serverless');

/** Environment of a framework that knows no AWS account, under the Node that runs the test. */
export function frameworkEnv(
  home: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  return { PATH: path, HOME: home, SLS_TELEMETRY_DISABLED: '1', ...more };
}

/** What the framework needs of the project, built. */
export const serviceFiles = ['serverless.yml', 'package.json', 'resources', 'dist'];

/**
 * `serverless package` without an AWS account; rejects with what the framework wrote. It runs in a copy of the service, since it
 * zips into the service's own `.serverless` first, whatever directory is asked for.
 */
export async function packageStack(params: Readonly<Record<string, string>> = {}): Promise<Packaged> {
  const service = mkdtempSync(join(tmpdir(), 'kubehose-package-'));
  for (const name of serviceFiles) cpSync(join(root, name), join(service, name), { recursive: true });
  const directory = join(service, '.serverless');
  const options = Object.entries(params).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
  await runServerless(['package', ...options], service, frameworkEnv(service)).catch((error: unknown) => {
    rmSync(service, { recursive: true });
    throw error;
  });
  const templatePath = join(directory, 'cloudformation-template-update-stack.json');
  return { service, directory, templatePath, template: JSON.parse(readFileSync(templatePath, 'utf8')) };
}

/** Runs the framework in a service's directory; rejects with its output when it fails. */
export async function runServerless(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  try {
    const { stdout, stderr } = await promisify(execFile)(serverless, [...args], { cwd, env });
    return stdout + stderr;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`serverless ${args[0]} failed:\n${stdout}${stderr}`, { cause: error });
  }
}

/** Packages one stack after another on two lanes, in the order of `list`. */
export async function packageAll(list: readonly Readonly<Record<string, string>>[]): Promise<Packaged[]> {
  const results: Packaged[] = [];
  const waiting = list.entries();
  const lane = async (): Promise<void> => {
    for (const [index, params] of waiting) results[index] = await packageStack(params);
  };
  await Promise.all([lane(), lane()]);
  return results;
}

export function removePackages(list: readonly Packaged[]): void {
  for (const { service } of list) rmSync(service, { recursive: true, force: true });
}

/** Resources of a type, with their logical ids. */
export function resourcesOf({ Resources }: Template, type: string): [string, Resource][] {
  return Object.entries(Resources).filter(([, { Type }]) => Type === type);
}

/** A value deep inside; `undefined` where the path leads nowhere. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (found, name) => (typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined),
    value,
  );
}

/** Every object inside a value, the value itself too. */
export function* objectsIn(value: unknown): Generator<object, void, undefined> {
  if (typeof value !== 'object' || value === null) return;
  yield value;
  for (const item of Object.values(value)) yield* objectsIn(item);
}
