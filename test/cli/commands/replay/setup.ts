import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemClock } from '../../../../src/adapters/clock.ts';
import { runCli } from '../../../../src/cli/run.ts';
import { startDatadog, type DatadogStandIn } from '../../../../src/local/datadog/datadog.ts';
import { failedRecord } from '../../../replay/model/backup.ts';
import { fakeIo, fakeOutput, type FakeIo } from '../../fake-io.ts';

export const nowMs = Date.now();

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** A directory with failed records, Datadog's stand-in, and the command between them. */
export interface ReplaySetup {
  readonly directory: string;
  readonly datadog: DatadogStandIn;
  write(key: string, text: string | Uint8Array): void;
  newIo(env?: Readonly<Record<string, string>>): FakeIo;
  run(args: readonly string[], io?: FakeIo): Promise<Ran>;
  /** What has arrived, sorted. */
  messages(): string[];
  files(): string[];
  stop(): Promise<void>;
}

/** @param slow how long a request waits that Datadog is told to answer slowly */
export async function startReplaySetup(slow = systemClock.sleep): Promise<ReplaySetup> {
  const directory = mkdtempSync(join(tmpdir(), 'kubehose-replay-'));
  const datadog = await startDatadog({
    apiKey: 'key',
    ageWindow: true,
    deps: { now: systemClock.now, sleep: slow },
  });
  const newIo: ReplaySetup['newIo'] = (env = {}) =>
    fakeIo({ cwd: tmpdir(), env: { DD_API_KEY: 'key', DD_URL: datadog.url, ...env }, stdout: fakeOutput() });
  return {
    directory,
    datadog,
    newIo,
    write(key, text) {
      mkdirSync(dirname(join(directory, key)), { recursive: true });
      writeFileSync(join(directory, key), text);
    },
    async run(args, io = newIo()) {
      const code = await runCli(['replay', ...args], io);
      return { code, out: io.stdout.text, error: io.stderr.text };
    },
    messages: () => datadog.logs.map(({ text }): string => JSON.parse(text).message).sort(),
    files: () =>
      readdirSync(directory, { recursive: true, encoding: 'utf8' })
        .filter((name) => statSync(join(directory, name)).isFile())
        .sort(),
    async stop() {
      await datadog.stop();
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Lines of an error object, of both kinds in turn. */
export function lines(
  count: number,
  { from = 0, arrivalMs = nowMs - 3_600_000, namespace = 'shop' } = {},
): string {
  return Array.from({ length: count }, (_, index) => {
    const record = { log: `line ${from + index}`, kubernetes: { namespace_name: namespace, pod_name: 'p' } };
    const line = failedRecord(
      Buffer.from(`${JSON.stringify(record)}\n`),
      index % 2 === 0 ? 'processing' : 'endpoint',
    );
    return `${line.replace(/"arrivalTimestamp":\d+/, `"arrivalTimestamp":${arrivalMs}`)}\n`;
  }).join('');
}
