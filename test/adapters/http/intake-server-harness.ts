import {
  startIntakeServer,
  type IntakeServer,
  type IntakeServerOptions,
} from '../../../src/adapters/http/intake-server.ts';
import { fixedSecret } from '../../../src/adapters/secrets.ts';
import { parseIntakeConfig } from '../../../src/config/intake.ts';
import type { LogsApi } from '../../../src/delivery/logs.ts';
import { createIntake } from '../../../src/intake/intake.ts';
import type { IntakeReport } from '../../../src/intake/report.ts';
import { accept } from '../../support/datadog.ts';
import { base64 } from '../../intake/harness.ts';

export const key = 'server-key';
let running: IntakeServer | undefined;

/** Stops the server that `start` left running, if any. */
export async function stop(): Promise<void> {
  await running?.stop();
  running = undefined;
}

/** The intake behind a real server, with a Logs API of the test's. */
export async function start(
  logsApi: LogsApi = () => Promise.resolve(accept),
  options: Partial<IntakeServerOptions> = {},
) {
  const reports: IntakeReport[] = [];
  const intake = createIntake(parseIntakeConfig({ INTAKE_ACCESS_KEYS: key, DD_API_KEY: 'd' }), {
    accessKeys: fixedSecret(key),
    logsApi,
    park: undefined,
    now: Date.now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
    onError: (error) => {
      throw error;
    },
  });
  running = await startIntakeServer(intake, {
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: 1_000_000,
    onReport: (report) => reports.push(report),
    ...options,
  });
  return { url: running.url, reports, server: running };
}

export const headers = {
  'X-Amz-Firehose-Protocol-Version': '1.0',
  'X-Amz-Firehose-Request-Id': 'r1',
  'X-Amz-Firehose-Access-Key': key,
};
export const body = JSON.stringify({ requestId: 'r1', records: [{ data: base64('a') }] });
