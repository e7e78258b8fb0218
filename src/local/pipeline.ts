import { join } from 'node:path';
import { defaultSite, firehoseUrl } from '../datadog/sites.ts';
import type { LocalCounts } from './counts.ts';
import { startDatadog, type DatadogStandIn } from './datadog/datadog.ts';
import { systemClock, type Clock } from '../adapters/clock.ts';
import { handleFirehoseApi } from './firehose/api.ts';
import { createFunctionWorker } from './firehose/function-worker.ts';
import type { InvokedFunction } from './firehose/invoke.ts';
import { defaultTuning, type LocalOptions } from './pipeline-options.ts';
import { startServer, type ServerOptions } from './server.ts';
import {
  processingConfiguration,
  processingSettings,
  readUpdate,
  type StreamSettings,
} from './firehose/stream-settings.ts';
import { createStream, type LocalStream, type Origin, type StreamOptions } from './firehose/stream.ts';
import type { Fields } from '../json/fields.ts';

export interface LocalPipeline {
  readonly urls: {
    /** Endpoint of the Firehose API. */
    readonly firehose: string;
    /** Base URL of the Datadog stand-in. */
    readonly datadog: string;
    /** Where the stream delivers to. */
    readonly destination: string;
    /** kubehose's intake, where one stands between. */
    readonly intake?: string;
  };
  readonly streamName: string;
  readonly streamArn: string;
  /** ARN of the function, for `kubehose attach`. */
  readonly functionArn: string;
  readonly paths: { readonly errorOutput: string; readonly logs: string };
  readonly datadog: DatadogStandIn;
  counts(): LocalCounts;
  /** Puts one record as a producer does; `false` when too much is on its way. */
  put(data: Buffer): boolean;
  /** Pushes on all that is buffered until every record has its fate. */
  flush(): Promise<void>;
  /** Stops servers, function and retries at once; what is buffered or on its way is gone, so flush before. */
  stop(): Promise<void>;
}

const accountId = '111122223333';

/** Starts Firehose's API, a stream with the transform attached, and Datadog, all on loopback. */
export async function startLocal(options: LocalOptions): Promise<LocalPipeline> {
  const running: (() => Promise<void>)[] = [];
  const stopping = new AbortController();
  const given = options.deps ?? systemClock;
  // A back-off can last two minutes; it must not outlive the pipeline.
  const deps: Clock = { ...given, sleep: (ms) => given.sleep(ms, stopping.signal) };
  const stop = async () => {
    stopping.abort();
    for (const end of running.splice(0).toReversed()) await end();
  };
  try {
    return { ...(await start(options, deps, running)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: LocalOptions,
  deps: Clock,
  running: (() => Promise<void>)[],
): Promise<Omit<LocalPipeline, 'stop'>> {
  const { streamName = 'kubehose', region = 'us-east-1', apiKey } = options;
  const arn = `arn:aws:firehose:${region}:${accountId}:deliverystream/${streamName}`;
  const paths = {
    errorOutput: join(options.directory, 's3'),
    logs: join(options.directory, 'datadog', 'logs.ndjson'),
  };
  const datadog = await startDatadog({
    apiKey,
    port: options.datadogPort ?? 0,
    file: paths.logs,
    inMemory: options.keepLogsInMemory ?? true,
    onAccepted: options.onAccepted,
    deps,
  });
  running.push(() => datadog.stop());
  const destination = options.destination ?? {
    url: firehoseUrl(options.site ?? defaultSite, datadog.url),
    accessKey: apiKey ?? 'local',
  };
  // The function puts back to an endpoint of its own: plain HTTP also where producers use TLS, and told apart from them.
  const ownEndpoint = { url: '' };
  const attached = attachFunction(options, () => functionEnvironment(region, ownEndpoint.url));
  running.push(() => attached.stop());
  const settings = streamOptions(options, {
    arn,
    region,
    streamName,
    destination,
    invoked: attached.function,
    paths,
  });
  const stream = createStream(settings, deps);
  const { functionArn, current, update } = changeableSettings(settings, stream);
  const description = { streamName, accountId, createdMs: deps.now(), options: settings, settings: current };
  const serve = async (origin: Origin, server: ServerOptions) => {
    const api = { stream, description, origin, update, uuid: () => deps.uuid() };
    const started = await startServer(
      (request, response) => handleFirehoseApi(request, response, api),
      server,
    );
    running.push(() => started.stop());
    return started.url;
  };
  ownEndpoint.url = await serve('function', { port: 0 });
  await attached.init();
  const firehose = await serve('producer', {
    port: options.port ?? 0,
    ...(options.tls && { tls: options.tls }),
  });
  return {
    urls: { firehose, datadog: datadog.url, destination: destination.url },
    streamName,
    streamArn: arn,
    functionArn,
    paths,
    datadog,
    counts: () => stream.counts(),
    put: (data) => stream.put(data, 'producer') !== undefined,
    flush: () => stream.flush(),
  };
}

/** What `UpdateDestination` changes. */
function changeableSettings({ processing }: StreamOptions, stream: LocalStream) {
  const functionArn = processing.function.arn;
  let settings: StreamSettings = { version: 1, processing: processingConfiguration(functionArn, processing) };
  const update = (input: Fields): void => {
    const next = readUpdate(input, settings);
    stream.configure(processingSettings(next, functionArn));
    settings = { version: settings.version + 1, processing: next };
  };
  return { functionArn, current: () => settings, update };
}

interface AttachedFunction {
  readonly function: Omit<InvokedFunction, 'arn' | 'timeoutMs'>;
  init(): Promise<void>;
  stop(): Promise<void>;
}

function attachFunction(
  { function: source }: LocalOptions,
  env: () => Record<string, string>,
): AttachedFunction {
  if (typeof source === 'function') {
    return { function: { handler: source }, init: () => Promise.resolve(), stop: () => Promise.resolve() };
  }
  const worker = createFunctionWorker({ ...source, env: () => ({ ...source.env(), ...env() }) });
  return {
    function: { handler: worker.handler, kill: () => worker.kill() },
    init: () => worker.init(),
    stop: () => worker.stop(),
  };
}

/** What Lambda sets, and what makes the SDK talk to this machine. The credentials are no credentials: they go to loopback only. */
function functionEnvironment(region: string, endpointUrl: string): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: 'kubehose-transform',
    AWS_ENDPOINT_URL_FIREHOSE: endpointUrl,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
}

interface Settings {
  readonly arn: string;
  readonly region: string;
  readonly streamName: string;
  readonly destination: { readonly url: string; readonly accessKey: string };
  readonly invoked: AttachedFunction['function'];
  readonly paths: LocalPipeline['paths'];
}

function streamOptions(options: LocalOptions, settings: Settings): StreamOptions {
  const { arn, region, streamName, destination, invoked, paths } = settings;
  const tuning = { ...defaultTuning, ...options.tuning };
  const functionArn = `arn:aws:lambda:${region}:${accountId}:function:kubehose-transform`;
  return {
    arn,
    region,
    processing: {
      function: { ...invoked, arn: functionArn, timeoutMs: tuning.functionTimeoutMs },
      enabled: options.withoutProcessor !== true,
      numberOfRetries: tuning.numberOfRetries,
      buffer: { maxBytes: tuning.transformBufferBytes, intervalMs: tuning.transformIntervalMs },
    },
    destination: {
      ...destination,
      contentEncoding: tuning.contentEncoding,
      commonAttributes: tuning.commonAttributes,
      retryDurationMs: tuning.retryDurationMs,
      buffer: { maxBytes: tuning.deliveryBufferBytes, intervalMs: tuning.deliveryIntervalMs },
    },
    errorOutput: {
      directory: paths.errorOutput,
      prefix: tuning.errorOutputPrefix,
      stream: streamName,
      version: 1,
      compression: tuning.errorCompression,
      buffer: { maxBytes: tuning.errorBufferBytes, intervalMs: tuning.errorIntervalMs },
      ...(options.onErrorObject && { onObject: options.onErrorObject }),
    },
    observer: options.observer,
    onChange: options.onChange,
  };
}
