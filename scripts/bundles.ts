/**
 * Bundles by esbuild. What a bundle loads by `import()` lies beside it in `<name>.chunks/`, so that a function's cold start pays
 * only for what every invocation needs.
 */
import { chmodSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';

export interface Bundle {
  readonly name: string;
  /** Absolute path of the source file. */
  readonly entry: string;
  /**
   * A function is minified and gets a shim for local invocation; a command is executable; a module is for others to import; a page
   * is for browsers, with the style sheet and the HTML that lie beside its entry.
   */
  readonly kind: 'function' | 'command' | 'module' | 'page';
}

/** Builds all bundles into `directory`, removes what an earlier build left there, and answers the bytes of each bundle. */
export async function writeBundles(
  list: readonly Bundle[],
  directory: string,
): Promise<ReadonlyMap<string, number>> {
  const built = await Promise.all(
    list.map(async (bundle) => ({ name: bundle.name, files: await filesOf(bundle, directory) })),
  );
  const files = built.flatMap((bundle) => bundle.files);
  for (const file of files) replaceFile(file);
  removeOthers(directory, new Set(files.map(({ path }) => path)));
  return new Map(built.map((bundle) => [bundle.name, bytesOf(bundle.files)]));
}

function bytesOf(files: readonly OutputFile[]): number {
  return files.reduce((sum, { contents }) => sum + Buffer.byteLength(contents), 0);
}

interface OutputFile {
  readonly path: string;
  readonly contents: string;
  readonly executable?: true;
}

async function filesOf(bundle: Bundle, directory: string): Promise<OutputFile[]> {
  if (bundle.kind === 'page') return pageFiles(bundle, directory);
  const { outputFiles, metafile } = await build(options(bundle, directory));
  const bundled = outputFiles.map(({ path, text }) => ({
    path,
    contents: withRequire(text.replace(/^#!.*\n/, '')),
  }));
  const at = (ending: string) => join(directory, `${bundle.name}${ending}`);
  if (bundle.kind === 'command') {
    return [...bundled, { path: at('.mjs'), contents: launcher(bundle.name), executable: true }];
  }
  if (bundle.kind === 'module') return bundled;
  return [
    ...bundled,
    { path: at('.cjs'), contents: shim(bundle.name) },
    { path: at('.meta.json'), contents: sizes(metafile, bundle) },
  ];
}

async function pageFiles({ name, entry }: Bundle, directory: string): Promise<OutputFile[]> {
  const beside = (file: string) => join(dirname(entry), file);
  const { outputFiles } = await build({
    entryPoints: [entry, beside('style.css')],
    outdir: join(directory, name),
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome125', 'firefox128', 'safari18'],
    minify: true,
    logLevel: 'warning',
    write: false,
  });
  const html = {
    path: join(directory, name, 'index.html'),
    contents: readFileSync(beside('index.html'), 'utf8'),
  };
  return [...outputFiles.map(({ path, text }) => ({ path, contents: text })), html];
}

function options(bundle: Bundle, directory: string): BuildOptions & { metafile: true; write: false } {
  return {
    entryPoints: [{ in: bundle.entry, out: bundle.kind === 'command' ? `${bundle.name}.main` : bundle.name }],
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    chunkNames: `${bundle.name}.chunks/[name]-[hash]`,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    // The command also runs where no Node 24 is; Lambda's functions get what they were tried with.
    target: bundle.kind === 'command' ? 'node22' : 'node24',
    minify: bundle.kind === 'function',
    mainFields: ['module', 'main'],
    define: { KUBEHOSE_VERSION: JSON.stringify(packageVersion()) },
    legalComments: 'eof',
    logLevel: 'warning',
    metafile: true,
    write: false,
  };
}

/** A CommonJS dependency asks for Node's modules by `require`, which an ES module lacks; only files that need it get one. */
function withRequire(text: string): string {
  if (!text.includes('Dynamic require of "')) return text;
  return `import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);\n${text}`;
}

function packageVersion(): string {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8'),
  );
  return manifest.version;
}

function launcher(name: string): string {
  return readFileSync(join(import.meta.dirname, 'command-launcher.mjs'), 'utf8').replaceAll('COMMAND', name);
}

/** `serverless invoke local` can load CommonJS only. Lambda prefers the `.mjs` of the same name, and this is not in the zip. */
function shim(name: string): string {
  return `'use strict';\nexports.handler = async (event, context) => (await import('./${name}.mjs')).handler(event, context);\n`;
}

/** The files that a cold start reads (the entry and what it imports statically) and their sizes, for the bench. */
function sizes({ outputs }: Metafile, { name }: Bundle): string {
  const entry = Object.keys(outputs).find((path) => path.endsWith(`/${name}.mjs`));
  if (entry === undefined) throw new Error(`esbuild wrote no ${name}.mjs`);
  const loaded = new Set([entry]);
  for (const path of loaded) {
    for (const { kind, path: imported } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && outputs[imported]) loaded.add(imported);
    }
  }
  const bytes = [...loaded].map((path): [string, number] => [
    path.slice(path.indexOf(name)),
    outputs[path]?.bytes ?? 0,
  ]);
  return `${JSON.stringify({ loadedAtStartBytes: Object.fromEntries(bytes) }, null, 2)}\n`;
}

/** Writes beside and renames, so that a process that loads the file meanwhile sees the old one or the new one. */
function replaceFile({ path, contents, executable }: OutputFile): void {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.unfinished`;
  writeFileSync(unfinished, contents);
  chmodSync(unfinished, executable ? 0o755 : 0o644);
  renameSync(unfinished, path);
}

/** Another build's file that is being written. */
const unfinishedName = /\.unfinished$/;

function removeOthers(directory: string, wanted: ReadonlySet<string>): void {
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    const path = join(directory, name);
    const inUse = wanted.has(path) || [...wanted].some((file) => file.startsWith(path + sep));
    if (!inUse && !unfinishedName.test(name)) rmSync(path, { recursive: true, force: true });
  }
}
