import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { parseBytesPerSecond, parseInstantMs } from '../../../config/replay-values.ts';
import { allowedIfDefined } from '../../../config/settings.ts';
import { isBucketName, isStreamName } from '../../../firehose/names.ts';
import { parseStreamArn } from '../../../firehose/arn.ts';
import type { RecordFilter } from '../../../replay/filter.ts';
import { defaultLimits, type ReplayJob } from '../../../replay/job.ts';
import {
  integerOption,
  readOption,
  textListOption,
  textOption,
  wordOption,
  UsageError,
  type Arguments,
  type Option,
} from '../../command.ts';
import type { Io } from '../../io.ts';

export const replayOptions: Readonly<Record<string, Option>> = {
  yes: { type: 'boolean', short: 'y', help: 'do it; without this only the plan is shown' },
  since: {
    type: 'string',
    value: 'TIME',
    help: 'records that arrived since then: 2h, 30m, 1d, or 2026-11-20T08:00:00Z',
  },
  until: { type: 'string', value: 'TIME', help: 'records that arrived before then' },
  'error-code': {
    type: 'string',
    multiple: true,
    value: 'GLOB',
    help: 'only these codes, such as HttpEndpoint.*',
  },
  tag: {
    type: 'string',
    multiple: true,
    value: 'KEY:VALUE',
    help: 'only logs with this tag, such as kube_namespace:shop',
  },
  old: { type: 'string', value: 'POLICY', help: 'logs above 18 h: restamp (default), skip or send' },
  after: {
    type: 'string',
    value: 'POLICY',
    help: 'objects that are done: move to replayed/ (default), delete or keep',
  },
  raw: { type: 'boolean', help: 'the objects hold the records themselves (source record backup)' },
  to: {
    type: 'string',
    value: 'DESTINATION',
    help: 'datadog (default) or firehose:STREAM, back on a stream',
  },
  rate: { type: 'string', value: 'SPEED', help: 'at most so many bytes of logs a second: 2MB/s' },
  concurrency: {
    type: 'string',
    value: 'N',
    help: `objects at the same time (${defaultLimits.concurrency})`,
  },
  'max-attempts': {
    type: 'string',
    value: 'N',
    help: `tries of a record, over all runs, until it is parked (${defaultLimits.maxAttempts})`,
  },
  region: { type: 'string', value: 'REGION', help: 'region of the bucket or the stream' },
  json: { type: 'boolean', help: 'plan or report as JSON on stdout' },
};

export type Source =
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string }
  /** `prefix` is the name of a single file, or empty. */
  | { readonly kind: 'directory'; readonly root: string; readonly prefix: string };

export type Target =
  | { readonly kind: 'datadog' }
  | {
      readonly kind: 'firehose';
      readonly stream: string;
      readonly region: string | undefined;
      /** As it was given: an ARN names its region. */
      readonly option: string;
    };

export interface ReplayRequest {
  readonly source: Source;
  readonly target: Target;
  readonly job: ReplayJob;
  readonly region: string | undefined;
  readonly confirmed: boolean;
  readonly json: boolean;
}

/** Reads the command line of a replay; throws a `UsageError` with one sentence. */
export async function readReplayRequest(
  args: Arguments,
  io: Io,
  nowMs: number,
  owner: string,
): Promise<ReplayRequest> {
  const target = readTarget(textOption(args, 'to') ?? 'datadog', textOption(args, 'region'));
  return {
    source: await readSource(args.positionals[0], io),
    target,
    region: textOption(args, 'region'),
    confirmed: args.values['yes'] === true,
    json: args.values['json'] === true,
    job: {
      ...defaultLimits,
      owner,
      old: readOld(args, target),
      after: wordOption(args, 'after', ['move', 'delete', 'keep'], 'move'),
      raw: args.values['raw'] === true,
      filter: {
        ...readSpan(args, nowMs),
        errorCodes: listOrNothing(textListOption(args, 'error-code')),
        tags: listOrNothing(tags(args)),
      },
      concurrency: integerOption(args, 'concurrency', {
        fallback: defaultLimits.concurrency,
        min: 1,
        max: 64,
      }),
      maxAttempts: integerOption(args, 'max-attempts', {
        fallback: defaultLimits.maxAttempts,
        min: 1,
        max: 1_000,
      }),
      bytesPerSecond: optionalParsed(
        args,
        'rate',
        'bytes a second such as 2MB/s or 500kB/s',
        parseBytesPerSecond,
      ),
      deadlineMs: undefined,
    },
  };
}

async function readSource(location: string | undefined, io: Io): Promise<Source> {
  if (location === undefined || location === '')
    throw new UsageError('where are the failed records? kubehose replay s3://BUCKET/PREFIX or a directory');
  const s3 = /^s3:\/\/([^/]*)\/?(.*)$/s.exec(location);
  if (s3 !== null) {
    const [, bucket = '', prefix = ''] = s3;
    if (!isBucketName(bucket))
      throw new UsageError(`${JSON.stringify(bucket)} in ${location} is no name of a bucket`);
    return { kind: 's3', bucket, prefix };
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(location))
    throw new UsageError(`${location} is neither s3://BUCKET/PREFIX nor a directory`);
  const path = resolve(io.cwd, location);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined)
    throw new UsageError(`${location} is not there; give s3://BUCKET/PREFIX or a directory`);
  if (found.isDirectory()) return { kind: 'directory', root: path, prefix: '' };
  return { kind: 'directory', root: dirname(path), prefix: basename(path) };
}

function readTarget(text: string, region: string | undefined): Target {
  if (text === 'datadog') return { kind: 'datadog' };
  const name = text.startsWith('firehose:') ? text.slice('firehose:'.length) : '';
  const fullName = text.startsWith('arn:') ? text : name;
  const arn = parseStreamArn(fullName);
  if (arn !== undefined)
    return { kind: 'firehose', stream: arn.streamName, region: arn.region, option: text };
  if (isStreamName(name)) return { kind: 'firehose', stream: name, region, option: text };
  throw new UsageError(`--to is ${JSON.stringify(text)}; allowed: datadog or firehose:STREAM`);
}

/** A stream reads dates again from the records, so nothing can be redated on the way there. */
function readOld(args: Arguments, target: Target): ReplayJob['old'] {
  const old = wordOption(
    args,
    'old',
    ['restamp', 'skip', 'send'],
    target.kind === 'firehose' ? 'skip' : 'restamp',
  );
  if (target.kind === 'firehose' && old === 'restamp')
    throw new UsageError('--old restamp works towards Datadog only; with --to firehose it is skip or send');
  return old;
}

function readSpan(args: Arguments, nowMs: number): Pick<RecordFilter, 'sinceMs' | 'untilMs'> {
  const sinceMs = instant(args, 'since', nowMs);
  const untilMs = instant(args, 'until', nowMs);
  if (sinceMs !== undefined && untilMs !== undefined && sinceMs >= untilMs)
    throw new UsageError('--since must be before --until');
  return { sinceMs, untilMs };
}

function instant(args: Arguments, name: string, nowMs: number): number | undefined {
  const allowed = 'how long ago (90s, 30m, 2h, 1d) or a time such as 2026-11-20T08:00:00Z';
  return optionalParsed(args, name, allowed, (text) => parseInstantMs(text, nowMs));
}

function optionalParsed<T>(
  args: Arguments,
  name: string,
  allowed: string,
  parse: (text: string) => T | undefined,
): T | undefined {
  if (textOption(args, name) === undefined) return undefined;
  return readOption(args, name, { allowed }, (reader, setting) =>
    reader.parsed(setting, (text) => allowedIfDefined(parse(text))),
  );
}

function tags(args: Arguments): readonly string[] {
  const list = textListOption(args, 'tag');
  const wrong = list.find((tag) => !/^[^:]+:.+$/s.test(tag));
  if (wrong !== undefined)
    throw new UsageError(
      `--tag is ${JSON.stringify(wrong)}; allowed: key:value, such as kube_namespace:shop`,
    );
  return list;
}

function listOrNothing(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** The source as a person would write it. */
export function whereOf(source: Source): string {
  return source.kind === 's3' ? `s3://${source.bucket}/${source.prefix}` : `${source.root}/${source.prefix}`;
}
