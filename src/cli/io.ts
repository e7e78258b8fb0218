import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** All that a command has of the world; tests bring their own. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Root of the installed package or of the clone. */
  readonly packageRoot: string;
  /** Calls `run` at every Ctrl-C or SIGTERM until what it returns is called. */
  onInterrupt(run: () => void): () => void;
}

export interface Output {
  /** Resolves when there is room for more. */
  write(text: string | Uint8Array): Promise<void>;
  readonly isTty: boolean;
  readonly columns: number;
}

/** The process's own streams and environment. `moduleUrl` is that of any module of the package. */
export function processIo(moduleUrl: string): Io {
  return {
    stdin: process.stdin,
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    packageRoot: packageRootOf(moduleUrl),
    onInterrupt(run) {
      const signals = ['SIGINT', 'SIGTERM'] as const;
      for (const signal of signals) process.on(signal, run);
      return () => {
        for (const signal of signals) process.off(signal, run);
      };
    },
  };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  return {
    isTty: stream.isTTY,
    get columns() {
      // 0 for a terminal that does not know its width.
      return stream.columns || 80;
    },
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(error) : resolve()));
      }),
  };
}

/** The nearest directory above the module with a `package.json`: a bundle's chunks lie deeper than its entry. */
function packageRootOf(moduleUrl: string): string {
  let directory = dirname(realpathSync(fileURLToPath(moduleUrl)));
  while (!existsSync(join(directory, 'package.json')) && directory !== dirname(directory)) {
    directory = dirname(directory);
  }
  return directory;
}

/** `version` of the package. */
export function packageVersion({ packageRoot }: Pick<Io, 'packageRoot'>): string {
  const manifest: { readonly version?: unknown } = JSON.parse(
    readFileSync(join(packageRoot, 'package.json'), 'utf8'),
  );
  return typeof manifest.version === 'string' ? manifest.version : 'unknown';
}
