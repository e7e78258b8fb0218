/** A process of its own with one contender: it tells its URL, then answers `usage` with its processor time and memory. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { intakePorts } from '../../src/adapters/wiring/intake-ports.ts';
import { startIntakeServer } from '../../src/adapters/http/intake-server.ts';
import { parseProcessing } from '../../src/config/processing.ts';
import { parseIntakeConfig } from '../../src/config/intake.ts';
import { createIntake } from '../../src/intake/intake.ts';
import { intakeErrorLine, intakeLogLine } from '../../src/telemetry/intake-metrics.ts';
import { accessKey } from './bodies.ts';
import { peakMemoryBytes } from '../peak-memory.ts';

const [name = '', datadogUrl = ''] = process.argv.slice(2);
const url = name === 'bare' ? await startBare() : await startKubehose();
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1_000, peakBytes: peakMemoryBytes() });
});
process.send?.({ url });

/** Only unpacks, parses and answers. */
async function startBare(): Promise<string> {
  const unpack = promisify(gunzip);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void unpack(Buffer.concat(chunks)).then((bytes) => {
        const { requestId, records } = JSON.parse(bytes.toString());
        if (!Array.isArray(records)) throw new TypeError('no records');
        const body = JSON.stringify({ requestId, timestamp: Date.now() });
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
          .end(body);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function startKubehose(): Promise<string> {
  const config = parseIntakeConfig({
    INTAKE_ACCESS_KEYS: accessKey,
    DD_API_KEY: 'bench',
    DD_URL: datadogUrl,
  });
  const write = (line: string) => void process.stdout.write(`${line}\n`);
  const intake = createIntake(
    config,
    intakePorts(config, await parseProcessing({}), (error) => write(intakeErrorLine(error))),
  );
  const server = await startIntakeServer(intake, {
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: config.maxBodyBytes,
    onReport: (report, durationMs) => write(intakeLogLine(report, durationMs, Date.now())),
  });
  return server.url;
}
