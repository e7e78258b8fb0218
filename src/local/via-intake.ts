import { directoryStore } from '../adapters/stores/directory.ts';
import { intakePorts } from '../adapters/wiring/intake-ports.ts';
import { startIntakeServer, type IntakeServer } from '../adapters/http/intake-server.ts';
import { parkIn } from '../adapters/send/park.ts';
import { parseIntakeConfig, type IntakeConfig } from '../config/intake.ts';
import type { Environment } from '../config/transform.ts';
import { largestSafeBufferMiB } from '../firehose/buffer-sizes.ts';
import { maxRequestBodyBytes } from '../firehose/http-endpoint.ts';
import { createIntake, type Intake } from '../intake/intake.ts';
import type { TransformHandler } from './firehose/invoke.ts';
import { startLocal, type LocalPipeline } from './pipeline.ts';
import type { LocalOptions } from './pipeline-options.ts';

export interface ViaIntakeOptions extends Omit<LocalOptions, 'function' | 'destination'> {
  /** Settings of the intake; keys and URL are those of the stand-in unless `DD_URL` names another. */
  readonly environment: Environment;
  /** Told of each request that was not answered 200. */
  readonly onProblem?: (sentence: string) => void;
}

const accessKey = 'local-access-key';
const apiKey = 'local-api-key';

/**
 * Starts the local pipeline with the intake between Firehose and Datadog's Logs API. The intake transforms, so the stream's processor
 * hands records on as they are. What is parked lies in the directory of the error output.
 */
export async function startLocalViaIntake(options: ViaIntakeOptions): Promise<LocalPipeline> {
  const { environment, onProblem = () => {}, ...local } = options;
  const created = Promise.withResolvers<Intake>();
  const server = await startServer(created.promise, onProblem);
  let pipeline: LocalPipeline | undefined;
  const stop = async () => {
    await pipeline?.stop();
    await server.stop();
  };
  try {
    pipeline = await startLocal({
      ...local,
      apiKey,
      function: handOn,
      destination: { url: `${server.url}/`, accessKey },
      tuning: { deliveryBufferBytes: largestSafeBufferMiB('GZIP') * 1_048_576, ...local.tuning },
    });
    const { urls, paths } = pipeline;
    const config = configFor(environment, urls.datadog);
    const park = parkIn(() => Promise.resolve(directoryStore(paths.errorOutput)), 'parked/');
    created.resolve(createIntake(config, intakePorts(config, onProblem, park)));
    return { ...pipeline, urls: { ...urls, intake: server.url, destination: config.logsUrl }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The intake is made last, since it has to know where the stand-in is. */
function startServer(created: Promise<Intake>, onProblem: (sentence: string) => void): Promise<IntakeServer> {
  const intake: Intake = {
    handle: async (request, deadlineMs) => (await created).handle(request, deadlineMs),
  };
  return startIntakeServer(intake, {
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: maxRequestBodyBytes,
    onReport: ({ status, failure = '', detail = '' }) => {
      if (status !== 200) onProblem(`intake: ${status} ${failure} ${detail}`.trimEnd());
    },
  });
}

function configFor(environment: Environment, standInUrl: string): IntakeConfig {
  const standIn = { DD_URL: standInUrl, DD_API_KEY: apiKey, DD_API_KEY_SECRET_ARN: '' };
  return parseIntakeConfig({
    ...environment,
    ...(environment['DD_URL'] ? {} : standIn),
    INTAKE_ACCESS_KEYS: accessKey,
    INTAKE_ACCESS_KEYS_SECRET_ARN: '',
    INTAKE_PATH: '/',
  });
}

/** What a stream without a processor does. */
const handOn: TransformHandler = ({ records }) =>
  Promise.resolve({ records: records.map(({ recordId, data }) => ({ recordId, result: 'Ok', data })) });
