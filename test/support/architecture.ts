/** The dependency arrows of ARCHITECTURE.md as data, and what breaks them in one source file. */

const vocabularies = ['json', 'codec', 'batch', 'firehose', 'fluent-bit', 'datadog', 'delivery'] as const;
const flows = ['transform', 'replay', 'intake'] as const;
const described = ['stack', 'stream', 'cluster'] as const;
const rims = ['adapters', 'local', 'cli'] as const;

type Folder =
  | (typeof vocabularies | typeof flows | typeof described | typeof rims)[number]
  | 'config'
  | 'logs'
  | 'processing'
  | 'store'
  | 'telemetry'
  | 'handlers';

interface Rule {
  /** Folders it may import from, besides itself. */
  readonly folders: readonly Folder[];
  /** Packages it may import; a name that ends in `/` stands for a whole scope. */
  readonly packages?: readonly string[];
  /** Whether clock, randomness, environment, network, console and all of Node's modules are open to it. */
  readonly rim?: true;
}

const rules: Readonly<Record<Folder, Rule>> = {
  json: { folders: [] },
  codec: { folders: ['json'], packages: ['snappyjs'] },
  batch: { folders: [] },
  firehose: { folders: ['json'] },
  'fluent-bit': { folders: [] },
  datadog: { folders: ['fluent-bit', 'json'] },
  delivery: { folders: ['batch', 'codec', 'datadog', 'firehose', 'json'] },
  config: { folders: ['datadog', 'firehose', 'fluent-bit', 'processing'] },
  telemetry: { folders: flows },
  transform: { folders: [...vocabularies, 'config', 'processing'] },
  processing: { folders: ['codec', 'datadog', 'fluent-bit', 'json'], packages: ['re2js'] },
  logs: { folders: [...vocabularies, 'config', 'processing', 'transform'] },
  store: { folders: [] },
  replay: { folders: [...vocabularies, 'config', 'logs', 'store', 'transform'] },
  intake: { folders: [...vocabularies, 'config', 'logs', 'processing', 'transform'] },
  stack: { folders: [...vocabularies, ...described, 'config', 'processing', 'telemetry'] },
  stream: { folders: [...vocabularies, ...described, 'config'] },
  cluster: { folders: [...vocabularies, ...described] },
  adapters: {
    folders: [...vocabularies, ...flows, ...described, 'config', 'logs', 'processing', 'store', 'telemetry'],
    packages: ['@aws-sdk/', 'yaml'],
    rim: true,
  },
  local: {
    folders: [...vocabularies, ...flows, 'adapters', 'config', 'logs', 'processing', 'store', 'telemetry'],
    rim: true,
  },
  cli: {
    folders: [
      ...vocabularies,
      ...flows,
      ...described,
      'adapters',
      'local',
      'config',
      'logs',
      'processing',
      'store',
      'telemetry',
    ],
    packages: ['fastest-levenshtein'],
    rim: true,
  },
  handlers: {
    folders: [...vocabularies, ...flows, 'adapters', 'config', 'logs', 'processing', 'telemetry'],
    packages: ['@middy/', 'aws-lambda'],
    rim: true,
  },
};

const pureNodeModules = new Set(['node:buffer', 'node:zlib', 'node:crypto']);

/** What a pure file must get as an argument or a port instead. */
const effects: readonly [name: string, pattern: RegExp][] = [
  ['Date.now', /\bDate\.now\b/],
  ['new Date()', /\bnew Date\(\s*\)/],
  ['performance.now', /\bperformance\.now\b/],
  ['Math.random', /\bMath\.random\b/],
  ['random values of node:crypto', /\b(?:randomUUID|randomBytes|randomInt|getRandomValues)\b/],
  // A module of Node that is loaded late is an import like any other.
  ['process', /(?<![.\w])process\.(?!getBuiltinModule\('')\w/],
  ['fetch', /(?<![.\w])fetch\(/],
  ['timers', /(?<![.\w])(?:setTimeout|setInterval|setImmediate)\b/],
  ['console', /(?<![.\w])console\./],
];

/** Only these may use the pipeline on this machine: nothing that is deployed does. */
const usesLocal = /^src\/(?:local\/|cli\/commands\/(?:local|demo))/;

/** A pattern for a name or an ARN of AWS; `firehose/names.ts` has all of them. */
const namePattern = /\{1,6[14]\}|arn:aws(?:\[|\(\?:)/;

/** Sentences that say what `source`, the text of the file at `path` (`src/json/edit.ts`), may not do. */
export function violations(path: string, source: string): string[] {
  const folder = folderOf(path);
  if (folder === undefined) return [`${path}: no rule for this folder; add one or move the file`];
  const rule = rules[folder];
  const code = withoutComments(source);
  const imports = importsOf(code).flatMap(
    (specifier) => importViolation(path, folder, rule, specifier) ?? [],
  );
  const names =
    path !== 'src/firehose/names.ts' && namePattern.test(code)
      ? [`${path}: names of AWS are checked by src/firehose/names.ts`]
      : [];
  if (rule.rim) return [...imports, ...names];
  const text = withoutStrings(code);
  const used = effects.filter(
    ([name, pattern]) => !(folder === 'telemetry' && name === 'console') && pattern.test(text),
  );
  return [
    ...imports,
    ...names,
    ...used.map(([name]) => `${path}: ${name} must come in as an argument or a port`),
  ];
}

function importViolation(path: string, folder: Folder, rule: Rule, specifier: string): string | undefined {
  if (specifier.startsWith('.')) {
    const target = new URL(specifier, `file:///${path}`).pathname.slice(1);
    const other = folderOf(target);
    if (other === 'local' && !usesLocal.test(path))
      return `${path}: only the commands local and demo use src/local`;
    if (other === folder || (other !== undefined && rule.folders.includes(other))) return undefined;
    return `${path}: ${folder} may not import ${target}`;
  }
  if (specifier.startsWith('node:')) {
    if (rule.rim || pureNodeModules.has(specifier)) return undefined;
    return `${path}: ${specifier} is not for a pure folder`;
  }
  const allowed = rule.packages?.some((name) =>
    name.endsWith('/') ? specifier.startsWith(name) : specifier === name,
  );
  return allowed ? undefined : `${path}: ${folder} may not import the package ${specifier}`;
}

function folderOf(path: string): Folder | undefined {
  const [, inSource, first] = /^(?:src\/([^/]+)|([^/]+))\//.exec(path) ?? [];
  const name = inSource ?? first ?? '';
  return isFolder(name) && (name === 'handlers') === (inSource === undefined) ? name : undefined;
}

function isFolder(name: string): name is Folder {
  return Object.hasOwn(rules, name);
}

function importsOf(code: string): string[] {
  const declared = code.matchAll(/^(?:import|export)\b(?:[^'";=]*?\bfrom)?\s*(['"])([^'"\n]+)\1/gm);
  const dynamic = code.matchAll(/\b(?:import|getBuiltinModule)\(\s*(['"])([^'"\n]+)\1/g);
  return [...declared, ...dynamic].map(([, , specifier = '']) => specifier);
}

function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[^]*?\*\/|(?<!:)\/\/.*$/gm, '');
}

/** Quoted strings go; template literals stay, since they hold code. */
function withoutStrings(code: string): string {
  return code.replaceAll(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, "''");
}

/** Circles of imports, types included, each as the list of its files; `textOf` gives the text of a source file. */
export function importCycles(paths: readonly string[], textOf: (path: string) => string): string[][] {
  const known = new Set(paths);
  const targets = new Map(
    paths.map((path) => [
      path,
      importsOf(withoutComments(textOf(path)))
        .map((specifier) => targetOf(path, specifier))
        .filter((target) => known.has(target)),
    ]),
  );
  const cycles: string[][] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    const at = trail.indexOf(path);
    if (at >= 0) cycles.push(trail.slice(at));
    if (at >= 0 || done.has(path)) return;
    trail.push(path);
    for (const target of targets.get(path) ?? []) visit(target);
    trail.pop();
    done.add(path);
  };
  for (const path of paths) visit(path);
  return cycles;
}

function targetOf(path: string, specifier: string): string {
  return specifier.startsWith('.') ? new URL(specifier, `file:///${path}`).pathname.slice(1) : specifier;
}
