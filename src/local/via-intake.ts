import { directoryStore } from '../adapters/stores/directory.ts';
import { intakePorts } from '../adapters/wiring/intake-ports.ts';
import { startIntakeServer, type IntakeServer } from '../adapters/http/intake-server.ts';
import { parkIn } from '../adapters/send/park.ts';
import { systemClock } from '../adapters/clock.ts';
import { parseIntakeConfig, type IntakeConfig } from '../config/intake.ts';
import { parseProcessing } from '../config/processing.ts';
import type { Environment } from '../config/transform.ts';
import { maxRequestBodyBytes } from '../firehose/http-endpoint.ts';
import { createIntake, type Intake, type IntakePorts } from '../intake/intake.ts';
import type { IntakeReport } from '../intake/report.ts';
import { intakeLogs } from '../telemetry/intake-log.ts';
import type { LocalCounts } from './counts.ts';
import type { TransformHandler } from './firehose/invoke.ts';
import { startLocal, type LocalPipeline } from './pipeline.ts';
import { defaultTuning, type LocalOptions } from './pipeline-options.ts';

export interface ViaIntakeOptions extends Omit<
  LocalOptions,
  'function' | 'destination' | 'withoutProcessor'
> {
  /** Settings of the intake; keys and URL are those of the stand-in unless `DD_URL` names another. */
  readonly environment: Environment;
  /** Told of each request that was not answered 200. */
  readonly onProblem?: (sentence: string) => void;
}

const accessKey = 'local-access-key';

/** How long the end waits for requests that the intake has under way. */
const stopMs = 1_000;

/**
 * Starts the local pipeline with the intake between Firehose and Datadog's Logs API. The intake transforms, so the stream has no
 * processor. What is parked lies in the directory of the error output.
 */
export async function startLocalViaIntake(options: ViaIntakeOptions): Promise<LocalPipeline> {
  const { environment, onChange, ...local } = options;
  const created = Promise.withResolvers<Intake>();
  const stopping = new AbortController();
  // What is given up at the end is no problem.
  const onProblem = (sentence: string) => {
    if (!stopping.signal.aborted) options.onProblem?.(sentence);
  };
  const sent = { tagged: 0, parked: 0 };
  const withSent = (counts: LocalCounts): LocalCounts => ({ ...counts, ...sent });
  const retryMs = local.tuning?.retryDurationMs ?? defaultTuning.retryDurationMs;
  const server = await startServer(created.promise, retryMs, (report) => {
    if (report.status === 200) count(sent, report);
    else onProblem(problemOf(report));
  });
  let pipeline: LocalPipeline | undefined;
  const stop = async () => {
    stopping.abort();
    await pipeline?.stop();
    const stopped = new AbortController();
    await Promise.race([server.stop(), systemClock.sleep(stopMs, stopped.signal)]);
    // Else the process would wait for the rest of that time.
    stopped.abort();
  };
  try {
    const started = await startLocal({
      ...local,
      ...(onChange && { onChange: (counts) => onChange(withSent(counts)) }),
      function: noFunction,
      withoutProcessor: true,
      destination: { url: `${server.url}/`, accessKey },
    });
    pipeline = started;
    const { urls, paths } = started;
    const config = configFor(environment, urls.datadog);
    const park = parkIn(() => Promise.resolve(directoryStore(paths.errorOutput)), 'parked/');
    const onError = (error: unknown) => onProblem(intakeLogs.text.error(error, systemClock.now()));
    const ports = intakePorts(config, await parseProcessing(environment), onError, park);
    created.resolve(createIntake(config, untilStopped(ports, stopping.signal)));
    return {
      ...started,
      urls: { ...urls, intake: server.url, destination: config.logsUrl },
      counts: () => withSent(started.counts()),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The intake is made last, since it has to know where the stand-in is. */
function startServer(
  created: Promise<Intake>,
  retryMs: number,
  onReport: (report: IntakeReport) => void,
): Promise<IntakeServer> {
  const intake: Intake = {
    // By itself the intake tries nearly as long as Firehose waits, which is three minutes.
    handle: async (request, deadlineMs) =>
      (await created).handle(
        request,
        Math.min(deadlineMs, systemClock.now() + Math.max(retryMs, leastTryMs)),
      ),
  };
  return startIntakeServer(intake, {
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: maxRequestBodyBytes,
    onReport,
  });
}

/** With less the intake might have no time for a single attempt. */
const leastTryMs = 1_000;

function count(sent: { tagged: number; parked: number }, { counts, isRepeated }: IntakeReport): void {
  if (isRepeated) return;
  sent.tagged += counts.delivered;
  sent.parked += counts.parked;
}

function problemOf({ status, failure, detail }: IntakeReport): string {
  return ['intake:', status, failure, detail].filter((part) => part !== undefined).join(' ');
}

/** A back-off must not outlive the pipeline. */
function untilStopped(ports: IntakePorts, signal: AbortSignal): IntakePorts {
  return { ...ports, sleep: (ms: number) => systemClock.sleep(ms, signal) };
}

function configFor(environment: Environment, standInUrl: string): IntakeConfig {
  const standIn = { DD_URL: standInUrl, DD_API_KEY: 'local', DD_API_KEY_SECRET_ARN: '' };
  return parseIntakeConfig({
    ...environment,
    ...(environment['DD_URL'] ? {} : standIn),
    INTAKE_ACCESS_KEYS: accessKey,
    INTAKE_ACCESS_KEYS_SECRET_ARN: '',
    INTAKE_PATH: '/',
  });
}

/** A stream without a processor never asks for it. */
const noFunction: TransformHandler = () => Promise.reject(new Error('this stream has no function'));
