import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { firehoseUrl, isDatadogSite, sites, type DatadogSite } from '../../datadog/sites.ts';
import { notAllowed } from '../../config/settings.ts';
import { isStreamName } from '../../firehose/names.ts';
import type { LocalOptions } from '../../local/pipeline-options.ts';
import type { TlsFiles } from '../../local/server.ts';
import {
  integerOption,
  optionalOption,
  readOption,
  textOption,
  wordOption,
  UsageError,
  type Arguments,
  type Option,
} from '../command.ts';
import type { Io } from '../io.ts';

/** The options of `kubehose local`. */
export const localOptions: Readonly<Record<string, Option>> = {
  port: {
    type: 'string',
    value: 'PORT',
    help: 'port of the Firehose API (default 4573; 0 takes any free one)',
  },
  'console-port': {
    type: 'string',
    value: 'PORT',
    help: 'port of the console (default 4574, or any free one where that is taken)',
  },
  'datadog-port': {
    type: 'string',
    value: 'PORT',
    help: 'port of the Datadog stand-in (default: any free one)',
  },
  stream: { type: 'string', value: 'NAME', help: 'name of the delivery stream (default kubehose)' },
  region: { type: 'string', value: 'REGION', help: 'region in the ARN (default us-east-1)' },
  via: {
    type: 'string',
    value: 'ROUTE',
    help: "direct (default): the function tags, and Firehose delivers to Datadog's Firehose intake; or intake: kubehose's own, which tags and forwards to the Logs API",
  },
  site: {
    type: 'string',
    value: 'SITE',
    help: 'DD_SITE whose intake path is used (default: DD_SITE, else datadoghq.com)',
  },
  'tls-cert': { type: 'string', value: 'FILE', help: 'certificate in PEM: the Firehose API speaks TLS' },
  'tls-key': { type: 'string', value: 'FILE', help: 'its key' },
  directory: { type: 'string', value: 'DIR', help: 'where logs and error objects go (default .kubehose)' },
  interval: {
    type: 'string',
    value: 'SECONDS',
    help: 'buffer interval of each stage (default 1; Firehose: 60)',
  },
  'retry-duration': {
    type: 'string',
    value: 'SECONDS',
    help: 'how long a delivery is tried again (default 60)',
  },
  tail: { type: 'boolean', help: 'print every log that Datadog takes' },
  'gzip-errors': { type: 'boolean', help: 'compress error objects' },
};

/** Whether `--via intake` was given. */
export function isViaIntake(args: Arguments): boolean {
  return wordOption(args, 'via', ['direct', 'intake'], 'direct') === 'intake';
}

/** The pipeline's options from the command line and the environment; throws a `UsageError` for what cannot be. */
export async function readLocalOptions(args: Arguments, io: Io): Promise<LocalOptions> {
  const intervalMs = secondsOption(args, 'interval', { fallback: 1, max: 900 });
  const site = readSite(args, io);
  const tls = await readTls(args);
  const destination = realDestination(site, io);
  return {
    function: functionFile(io),
    directory: resolve(io.cwd, textOption(args, 'directory') ?? '.kubehose'),
    streamName: readStreamName(args),
    region: textOption(args, 'region') ?? 'us-east-1',
    port: integerOption(args, 'port', { fallback: 4_573, min: 0, max: 65_535 }),
    datadogPort: integerOption(args, 'datadog-port', { fallback: 0, min: 0, max: 65_535 }),
    site,
    ...(tls && { tls }),
    ...(destination && { destination }),
    keepLogsInMemory: false,
    tuning: {
      transformIntervalMs: intervalMs,
      deliveryIntervalMs: intervalMs,
      errorIntervalMs: intervalMs,
      retryDurationMs: secondsOption(args, 'retry-duration', { fallback: 60, max: 7_200 }),
      errorCompression: args.values['gzip-errors'] === true ? 'GZIP' : 'UNCOMPRESSED',
    },
  };
}

/** The built function, with our environment; a user's AWS credentials are kept from it, since it talks to this machine only. */
export function functionFile({ packageRoot, env }: Io): { path: string; env: () => Record<string, string> } {
  const path = join(packageRoot, 'dist', 'transform.mjs');
  if (!existsSync(path)) throw new UsageError(`${path} is missing; run npm run build`);
  const own = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('AWS_'),
  );
  return { path, env: () => Object.fromEntries(own) };
}

function readStreamName(args: Arguments): string {
  return optionalOption(args, 'stream', isStreamName, '1 to 64 letters, digits, _ . -') ?? 'kubehose';
}

/** Seconds, with a fraction if need be, in ms. */
function secondsOption(
  args: Arguments,
  name: string,
  { fallback, max }: { readonly fallback: number; readonly max: number },
): number {
  const words = { fallback: String(fallback), allowed: `a number from 0 to ${max}` };
  return readOption(args, name, words, (reader, setting) =>
    reader.parsed(setting, (text) => {
      const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
      return seconds <= max ? { value: seconds * 1_000 } : notAllowed;
    }),
  );
}

function readSite(args: Arguments, { env }: Io): DatadogSite {
  const site = textOption(args, 'site') ?? (env['DD_SITE'] || 'datadoghq.com');
  if (isDatadogSite(site)) return site;
  throw new UsageError(`the site is ${JSON.stringify(site)}; allowed: ${sites.join(', ')}`);
}

async function readTls(args: Arguments): Promise<TlsFiles | undefined> {
  const [cert, key] = [textOption(args, 'tls-cert'), textOption(args, 'tls-key')];
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw new UsageError('--tls-cert and --tls-key belong together; give both');
  return { cert: await readPem('--tls-cert', cert), key: await readPem('--tls-key', key) };
}

async function readPem(option: string, path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new UsageError(`${option}: ${path} cannot be read`, { cause: error });
  }
}

/** `DD_URL` takes the stand-in's place: an egress proxy, PrivateLink, or another stand-in. */
function realDestination(site: DatadogSite, { env }: Io): LocalOptions['destination'] {
  const url = env['DD_URL'] ?? '';
  if (url === '') return undefined;
  if (!URL.canParse(url)) throw new UsageError(`DD_URL is ${JSON.stringify(url)}; allowed: a base URL`);
  const accessKey = env['DD_API_KEY'] ?? '';
  if (accessKey === '')
    throw new UsageError('DD_URL is set, so DD_API_KEY is needed; set it or unset DD_URL');
  return { url: firehoseUrl(site, url), accessKey };
}
