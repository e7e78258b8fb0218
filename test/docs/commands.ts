import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Arguments } from '../../src/cli/command.ts';
import { readReplayRequest, replayOptions } from '../../src/cli/commands/replay/options.ts';
import { runCli } from '../../src/cli/run.ts';
import { readParameters } from '../../src/stack/read-parameters.ts';
import { standaloneParameters } from '../../src/stack/standalone-parameters.ts';
import { readReplayEvent } from '../../src/replay/events/event.ts';
import { fakeIo } from '../cli/fake-io.ts';
import { root } from '../support/packaged.ts';

/** What the documents tell people to run and no test of documents can: command → the test that tries it. */
export const triedElsewhere: Readonly<Record<string, string>> = {
  'npm start': 'test/cli/commands/demo/demo.test.ts',
  'npm test': 'test/readme.test.ts',
  'npm run build': 'test/scripts/bundles.test.ts',
  'npm run package': 'test/contract/package.test.ts',
  'serverless deploy': 'test/contract/deploy.test.ts',
  'serverless remove': 'test/contract/deploy.test.ts',
  'serverless invoke local': 'test/contract/invoke-local.test.ts',
  'serverless invoke': 'test/handlers/replay.test.ts',
};

/** Programs that are not ours, with what they may be asked for. Source: their own references. */
const others: Readonly<Record<string, readonly string[]>> = {
  docker: ['build', 'push'],
  kubectl: ['apply', 'create', 'delete', 'diff', 'get', 'rollout'],
  'aws cloudformation': ['deploy', 'describe-stack-resource'],
  'aws ecs': ['register-task-definition'],
  'aws logs': ['create-log-group'],
  'aws firehose': ['describe-delivery-stream', 'update-destination'],
  'aws iam': ['put-role-policy'],
  'aws s3': ['cp'],
  'aws secretsmanager': ['create-secret', 'put-secret-value'],
  'aws sqs': ['get-queue-attributes', 'receive-message', 'start-message-move-task'],
  'aws stepfunctions': ['redrive-execution', 'start-execution'],
  curl: ['--fail-with-body', '-d'],
  export: ['AWS_ACCESS_KEY_ID=local', 'AWS_ENDPOINT_URL_FIREHOSE=http://127.0.0.1:4573'],
  read: ['-rs'],
  printf: [
    '{"api_key":"%s"}',
    'DD_API_KEY=%s\\nINTAKE_ACCESS_KEYS=%s\\n',
    'DD-API-KEY: %s\\nDD-APPLICATION-KEY: %s\\n',
  ],
  alias: ["kubehose=node '$PWD/dist/kubehose.mjs'"],
};

const place = { bucket: 'backup-bucket', prefix: 'errors/' };

/** What is wrong with a command of a document; empty when it would do what it says. */
export async function problemsOf(words: readonly string[]): Promise<string[]> {
  const [program = '', ...args] = words;
  if (program === 'kubehose') return kubehoseProblems(args);
  if (program === 'npx' && args[0] === 'serverless') return serverlessProblems(args.slice(1));
  if (program === 'npm') return npmProblems(args);
  const [name, allowed] =
    Object.entries(others).find(([start]) => words.join(' ').startsWith(`${start} `)) ?? [];
  const asked = words[name?.split(' ').length ?? 1] ?? '';
  if (allowed === undefined || !allowed.includes(asked)) return [`${program} ${asked} is not known here`];
  if (name === 'aws cloudformation' && asked === 'deploy') return overrideProblems(args);
  return name === 'aws stepfunctions' && asked === 'start-execution' ? inputProblems(args) : [];
}

async function kubehoseProblems(args: readonly string[]): Promise<string[]> {
  const given = args.map((word) => word.replace('BUCKET', place.bucket));
  // A help that is asked for is printed only when everything else was understood.
  const io = fakeIo();
  if ((await runCli([...given, '--help'], io)) !== 0) return [io.stderr.text];
  const [name = '', ...rest] = given;
  if (name === 'manifests') return (await runCli(given, io)) === 0 ? [] : [io.stderr.text];
  if (name !== 'replay' || !String(rest[0]).startsWith('s3://')) return [];
  const parsed = parseArgs({ args: rest, options: optionTypes(), allowPositionals: true });
  const request: Arguments = { values: { ...parsed.values }, positionals: parsed.positionals };
  return problemIn(() => readReplayRequest(request, io, Date.now(), 'test'));
}

function optionTypes() {
  return Object.fromEntries(
    Object.entries(replayOptions).map(([name, { type, multiple = false, short }]) => [
      name,
      short === undefined ? { type, multiple } : { type, multiple, short },
    ]),
  );
}

async function serverlessProblems(args: readonly string[]): Promise<string[]> {
  const name = args[1] === 'local' ? 'invoke local' : args[0]!;
  const { values } = parseArgs({
    args: args.slice(name.split(' ').length),
    options: {
      region: { type: 'string' },
      stage: { type: 'string' },
      verbose: { type: 'boolean' },
      param: { type: 'string', multiple: true },
      function: { type: 'string', short: 'f' },
      path: { type: 'string' },
      data: { type: 'string' },
    },
  });
  const { param = [], path, data } = values;
  return [
    ...untried(`serverless ${name}`),
    ...parameterProblems(param),
    ...(path === undefined || existsSync(join(root, path)) ? [] : [`there is no ${path}`]),
    ...(name.startsWith('invoke') && !existsSync(join(root, 'handlers', `${values.function}.ts`))
      ? [`there is no function ${values.function}`]
      : []),
    ...(data === undefined
      ? []
      : await problemIn(() => readReplayEvent(JSON.parse(data), place, Date.now()))),
  ];
}

function npmProblems(args: readonly string[]): string[] {
  const name = ['npm', ...args.slice(0, args[0] === 'run' ? 2 : 1)].join(' ');
  const params = args.flatMap((word, index) => (args[index - 1] === '--param' ? [word] : []));
  return [...untried(name), ...parameterProblems(params)];
}

function untried(name: string): string[] {
  const test = Object.hasOwn(triedElsewhere, name) ? triedElsewhere[name]! : undefined;
  return test !== undefined && existsSync(join(root, test)) ? [] : [`no test tries ${name}`];
}

function parameterProblems(params: readonly string[]): readonly string[] {
  const given = params.map((param) => [
    param.slice(0, param.indexOf('=')),
    param.slice(param.indexOf('=') + 1),
  ]);
  const read = readParameters(Object.fromEntries(given), { stage: 'prod' });
  return read.kind === 'refused' ? read.problems : [];
}

/** Parameters of the template that is deployed without Serverless. */
function overrideProblems(args: readonly string[]): string[] {
  const given = args.slice(args.indexOf('--parameter-overrides') + 1).map((word) => word.split('=')[0]!);
  return standaloneProblems(given);
}

/** What is wrong with names of parameters of the template that is deployed without Serverless. */
export function standaloneProblems(given: readonly string[]): string[] {
  const unknown = given.filter((name) => !Object.hasOwn(standaloneParameters, name));
  const needed = Object.entries(standaloneParameters).filter(([, { Default }]) => Default === undefined);
  return [
    ...unknown.map((name) => `the template has no parameter ${name}`),
    ...needed.filter(([name]) => !given.includes(name)).map(([name]) => `${name} is needed`),
  ];
}

/** The input of the state machine: its members are those that the definition reads, its options those of the function. */
async function inputProblems(args: readonly string[]): Promise<string[]> {
  const definition = readFileSync(join(root, 'resources', 'mass-replay.yml'), 'utf8');
  const input: Readonly<Record<string, unknown>> = { ...JSON.parse(args[args.indexOf('--input') + 1]!) };
  const unread = Object.keys(input).filter((name) => !definition.includes(`Variable: $.${name}\n`));
  const { prefix = place.prefix, options = {} } = input;
  const event = {
    BatchInput: { options: { ...Object(options), prefix } },
    Items: [{ Key: `${String(prefix)}a` }],
  };
  const found = await problemIn(() => {
    const read = readReplayEvent(event, place, Date.now());
    const [item] = read.kind === 'map' ? read.items : [];
    if (item?.problem !== undefined) throw new TypeError(item.problem);
  });
  const outside = String(prefix).startsWith(place.prefix) ? [] : ['the prefix is outside of REPLAY_PREFIX'];
  return [...outside, ...unread.map((name) => `the state machine does not read ${name}`), ...found];
}

async function problemIn(run: () => unknown): Promise<string[]> {
  try {
    await run();
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
