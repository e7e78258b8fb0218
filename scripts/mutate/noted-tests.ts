/** Test files as functions that can be called again and again. */
import { registerHooks } from 'node:module';
import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Circus } from '@jest/types';
import { getState, resetState } from 'jest-circus';

type Block = Circus.DescribeBlock;
type HookKind = Circus.Hook['type'];

export interface NotedTest {
  /** File and full name. */
  readonly id: string;
  readonly fileName: string;
  readonly entry: Circus.TestEntry;
}

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals'
      ? { url: new URL('jest-globals.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});

/** Imports the files: tables come before laws, since they fail faster. */
export async function noteTests(files: readonly string[]): Promise<NotedTest[]> {
  const noted: NotedTest[] = [];
  for (const file of files.toSorted((one, two) => Number(isLaw(one)) - Number(isLaw(two)))) {
    resetState();
    await import(pathToFileURL(file).href);
    for (const entry of testsIn(getState().rootDescribeBlock)) {
      noted.push({ id: `${relative('.', file)}: ${nameOf(entry)}`, fileName: file, entry });
    }
  }
  return noted;
}

/**
 * Runs tests one by one until `onDone` is content, with their hooks; those of a block run when its first test does, and once all
 * tests are through.
 */
export async function runTests(
  tests: readonly NotedTest[],
  onDone: (test: NotedTest, failure: unknown, ms: number) => 'go on' | 'stop',
  onStart: (test: NotedTest) => void = () => undefined,
): Promise<void> {
  const open = new Set<Block>();
  for (const test of tests) {
    const from = performance.now();
    onStart(test);
    const failure = await failureOf(() => run(test.entry, open));
    if (onDone(test, failure, performance.now() - from) === 'stop') break;
  }
  for (const block of [...open].toReversed()) await failureOf(() => callHooks(block, 'afterAll'));
}

async function run({ fn, parent }: Circus.TestEntry, open: Set<Block>): Promise<void> {
  const blocks = blocksAbove(parent);
  for (const block of blocks.filter((each) => !open.has(each))) {
    open.add(block);
    await callHooks(block, 'beforeAll');
  }
  try {
    for (const block of blocks) await callHooks(block, 'beforeEach');
    await call(fn);
  } finally {
    for (const block of blocks.toReversed()) await callHooks(block, 'afterEach');
  }
}

async function callHooks({ hooks }: Block, kind: HookKind): Promise<void> {
  for (const { type, fn } of hooks) if (type === kind) await call(fn);
}

/** No test here takes a `done`. */
async function call(fn: Circus.TestFn): Promise<void> {
  await (fn as () => unknown)();
}

/** What was thrown; undefined for a success. */
async function failureOf(work: () => Promise<void>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error ?? new Error('thrown: nothing');
  }
}

function testsIn(block: Block): Circus.TestEntry[] {
  return block.children.flatMap((child) => {
    if (child.type === 'describeBlock') return testsIn(child);
    return child.mode === 'skip' || child.mode === 'todo' ? [] : [child];
  });
}

function nameOf({ name, parent }: Circus.TestEntry): string {
  return [...blocksAbove(parent).slice(1), { name }].map((each) => each.name).join(' ');
}

/** The outermost first. */
function blocksAbove(block: Block | undefined): Block[] {
  return block === undefined ? [] : [...blocksAbove(block.parent), block];
}

function isLaw(file: string): boolean {
  return file.endsWith('.prop.test.ts');
}
