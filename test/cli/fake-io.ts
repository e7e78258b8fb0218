import { fileURLToPath } from 'node:url';
import type { Io, Output } from '../../src/cli/io.ts';

export const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

export interface FakeOutput extends Output {
  readonly text: string;
  readonly bytes: Buffer;
}

export function fakeOutput(isTty = false, columns = 80): FakeOutput {
  const chunks: Buffer[] = [];
  return {
    isTty,
    columns,
    write(text) {
      chunks.push(Buffer.from(text));
      return Promise.resolve();
    },
    get bytes() {
      return Buffer.concat(chunks);
    },
    get text() {
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}

export interface FakeIo extends Io {
  readonly stdout: FakeOutput;
  readonly stderr: FakeOutput;
  interrupt(): void;
}

export interface FakeIoOptions {
  readonly stdin?: readonly (string | Uint8Array)[];
  readonly env?: Io['env'];
  readonly cwd?: string;
  readonly packageRoot?: string;
  readonly stdout?: FakeOutput;
}

export function fakeIo({
  stdin = [],
  env = {},
  cwd = packageRoot,
  stdout = fakeOutput(),
  ...rest
}: FakeIoOptions = {}): FakeIo {
  const listeners = new Set<() => void>();
  return {
    stdin: chunksOf(stdin),
    stdout,
    stderr: fakeOutput(),
    env,
    cwd,
    packageRoot: rest.packageRoot ?? packageRoot,
    onInterrupt(run) {
      listeners.add(run);
      return () => listeners.delete(run);
    },
    interrupt() {
      for (const run of listeners) run();
    },
  };
}

async function* chunksOf(
  chunks: readonly (string | Uint8Array)[],
): AsyncGenerator<Uint8Array, void, undefined> {
  for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk));
}
