import { resolve } from 'node:path';
import { directoryStore } from '../../adapters/stores/directory.ts';
import { intakePorts } from '../../adapters/wiring/intake-ports.ts';
import { startIntakeServer, type IntakeServer } from '../../adapters/http/intake-server.ts';
import { parkIn } from '../../adapters/send/park.ts';
import { parseIntakeConfig, type IntakeConfig } from '../../config/intake.ts';
import { parseProcessing } from '../../config/processing.ts';
import { probeLogsApi } from '../../delivery/probe.ts';
import type { LogsApi } from '../../delivery/logs.ts';
import { createIntake, type Intake, type IntakePorts } from '../../intake/intake.ts';
import type { IntakeReport } from '../../intake/report.ts';
import { errorCode } from '../../adapters/error-code.ts';
import { intakeLogs } from '../../telemetry/intake-log.ts';
import {
  integerOption,
  textOption,
  UsageError,
  wordOption,
  type Arguments,
  type Command,
} from '../command.ts';
import type { Io } from '../io.ts';
import { formatItems } from '../output/numbers.ts';

/** `kubehose intake`: the same flow as the function, for a container or a test. */
export const intakeCommand: Command = {
  group: 'run',
  usage: 'intake',
  summary: "Take Firehose's deliveries, forward to the Logs API",
  details:
    'Settings come from the environment: INTAKE_ACCESS_KEYS (or INTAKE_ACCESS_KEYS_SECRET_ARN) and DD_API_KEY (or\n' +
    'DD_API_KEY_SECRET_ARN) are needed; docs/configuration.md has them all. It speaks plain HTTP: Firehose wants TLS before it.\n' +
    'Standard output gets one line per request: text for people; json for a log collector; emf, from which CloudWatch takes the\n' +
    'metrics of the function. At its start it asks Datadog, and says on standard error when logs would not get there.',
  options: {
    port: { type: 'string', value: 'PORT', help: 'port (default 8080; 0 takes any free one)' },
    host: { type: 'string', value: 'HOST', help: 'address (default 127.0.0.1; 0.0.0.0 in a container)' },
    'requests-at-once': {
      type: 'string',
      value: 'N',
      help: 'requests whose bodies are held at the same time (default 4)',
    },
    'park-directory': {
      type: 'string',
      value: 'DIR',
      help: 'park records there that Datadog refuses, instead of in INTAKE_PARK_BUCKET',
    },
    'log-format': {
      type: 'string',
      value: 'FORMAT',
      help: 'text, json or emf (default text on a terminal, json elsewhere)',
    },
  },
  maxPositionals: 0,
  examples: ['INTAKE_ACCESS_KEYS=key DD_API_KEY=… kubehose intake --park-directory parked'],
  exitCodes: { 130: 'interrupted twice: requests under way were not answered' },
  run,
};

const maxWaiting = 1_000;
const formats = ['text', 'json', 'emf'] as const;

async function run(args: Arguments, io: Io): Promise<number> {
  const config = parseIntakeConfig(io.env);
  const log = intakeLogs[wordOption(args, 'log-format', formats, io.stdout.isTty ? 'text' : 'json')];
  const write = (line: string) => void io.stdout.write(`${line}\n`);
  const requestsAtOnce = integerOption(args, 'requests-at-once', { fallback: 4, min: 1, max: 256 });
  const ports = await openPorts(args, config, io, (error) => write(log.error(error, Date.now())));
  const server = await start(createIntake(config, ports, { requestsAtOnce, maxWaiting }), {
    host: textOption(args, 'host') ?? '127.0.0.1',
    port: integerOption(args, 'port', { fallback: 8_080, min: 0, max: 65_535 }),
    maxBodyBytes: config.maxBodyBytes,
    onReport: (report: IntakeReport, durationMs: number) =>
      write(log.request(report, durationMs, Date.now())),
  });
  await io.stderr.write(`intake at ${server.url}${config.path}, to ${config.logsUrl}; Ctrl-C ends it\n`);
  void warnWithoutDatadog(ports.logsApi, config, io);
  return untilInterrupted(server, io);
}

/** An outage must not keep the intake from starting: Firehose sends again what is answered 503. */
async function warnWithoutDatadog(api: LogsApi, { logsUrl }: IntakeConfig, io: Io): Promise<void> {
  const result = await probeLogsApi(api, Date.now());
  if (result.kind === 'delivered') return;
  const remedy =
    result.kind === 'rejected'
      ? 'use a key of the site in DD_SITE'
      : 'if that lasts, check the way from here to there, DD_SITE and DD_URL';
  await io.stderr.write(
    `kubehose: no log gets to ${logsUrl} (${result.reason}); ${remedy}. Requests are answered 503 meanwhile.\n`,
  );
}

async function openPorts(
  args: Arguments,
  config: IntakeConfig,
  io: Io,
  onError: (error: unknown) => void,
): Promise<IntakePorts> {
  const directory = textOption(args, 'park-directory');
  const store = () => Promise.resolve(directoryStore(resolve(io.cwd, directory ?? '')));
  const park = directory === undefined ? undefined : parkIn(store, config.park?.prefix ?? '');
  const processing = await parseProcessing(io.env);
  try {
    const ports = intakePorts(config, processing, onError, park);
    await ports.accessKeys.values();
    return ports;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'the access keys cannot be read', {
      cause: error,
    });
  }
}

async function start(
  intake: Intake,
  options: Parameters<typeof startIntakeServer>[1],
): Promise<IntakeServer> {
  try {
    return await startIntakeServer(intake, options);
  } catch (error) {
    const place = `${options.host}, port ${options.port}`;
    throw new UsageError(`cannot listen on ${place} (${errorCode(error)}); choose others`, { cause: error });
  }
}

/** The first Ctrl-C or SIGTERM answers what is under way, the second leaves it. */
async function untilInterrupted(server: IntakeServer, io: Io): Promise<number> {
  const { promise: twice, resolve: leave } = Promise.withResolvers<number>();
  const { promise: once, resolve: end } = Promise.withResolvers<void>();
  let interrupts = 0;
  const release = io.onInterrupt(() => {
    interrupts += 1;
    if (interrupts === 1) end();
    else leave(130);
  });
  try {
    await once;
    const stopped = server.stop().then(() => 0);
    await io.stderr.write(
      `stopping: ${underWay(server)} under way; Ctrl-C again leaves what is not answered\n`,
    );
    const code = await Promise.race([stopped, twice]);
    await io.stderr.write(code === 0 ? 'stopped\n' : `stopped: ${underWay(server)} not answered\n`);
    return code;
  } finally {
    release();
  }
}

function underWay(server: IntakeServer): string {
  return formatItems(server.underWay(), 'request');
}
