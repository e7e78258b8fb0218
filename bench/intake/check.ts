import { intakeErrorLine } from '../../src/telemetry/intake-metrics.ts';
import { intakePorts } from '../../src/adapters/wiring/intake-ports.ts';
import { startIntakeServer } from '../../src/adapters/http/intake-server.ts';
import { parseProcessing } from '../../src/config/processing.ts';
import { parseIntakeConfig } from '../../src/config/intake.ts';
import { createIntake } from '../../src/intake/intake.ts';
import { startDatadog } from '../../src/local/datadog/datadog.ts';
import { accessKey, bodies } from './bodies.ts';
import { send } from './load.ts';

const criPrefix = /^\S+ (?:stdout|stderr) [FP](?::\S*)? /;
const neededTags = [
  'kube_namespace:',
  'pod_name:',
  'firehose_stream:logs',
  'team:platform',
  'aws_account:111122223333',
];

/** Sends every record through the intake to Datadog's stand-in, and throws on the first that is missing or lacks a tag. */
export async function checkDelivery(): Promise<void> {
  const datadog = await startDatadog({ apiKey: 'bench' });
  const config = parseIntakeConfig({
    INTAKE_ACCESS_KEYS: accessKey,
    DD_API_KEY: 'bench',
    DD_URL: datadog.url,
  });
  const ports = intakePorts(
    config,
    await parseProcessing({}),
    (error) => void process.stderr.write(`${intakeErrorLine(error)}\n`),
  );
  const server = await startIntakeServer(createIntake(config, ports), {
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: config.maxBodyBytes,
    onReport: () => {},
  });
  try {
    for (const body of bodies()) {
      const before = datadog.logs.length;
      await send(server.url, body.gzip);
      checkLogs(body.records, datadog.logs.slice(before));
    }
  } finally {
    await server.stop();
    await datadog.stop();
  }
}

function checkLogs(records: readonly Buffer[], logs: readonly { readonly text: string }[]): void {
  if (logs.length !== records.length) throw new Error(`${records.length} records became ${logs.length} logs`);
  for (const [index, record] of records.entries()) {
    const { log } = JSON.parse(record.toString());
    const { message, ddtags } = JSON.parse(logs[index]!.text);
    if (message !== String(log).replace(criPrefix, ''))
      throw new Error(`record ${index} has another message`);
    const missing = neededTags.find((tag) => !String(ddtags).includes(tag));
    if (missing !== undefined) throw new Error(`record ${index} has no tag ${missing}`);
  }
}
