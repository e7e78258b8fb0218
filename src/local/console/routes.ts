import type { IncomingMessage, ServerResponse } from 'node:http';
import { systemClock } from '../../adapters/clock.ts';
import { fieldsOf, parseJson } from '../../json/fields.ts';
import { readFault } from '../datadog/faults.ts';
import { asOfNow } from '../samples/as-of-now.ts';
import { readBody, sendJson } from '../server.ts';
import { listErrorObjects, readErrorObject } from './error-objects.ts';
import type { EventHub } from './events.ts';
import { isStandIn, type Monitor } from './monitor.ts';
import type { ConsoleOptions } from './options.ts';
import { readTryRequest, type Playground } from './playground.ts';
import type { ReplayRun } from './replay-run.ts';
import type { SamplePlayer } from './sample-player.ts';
import { readable } from './trail.ts';
import type { Why } from './why.ts';

export interface ConsoleParts {
  readonly options: ConsoleOptions;
  readonly hub: EventHub;
  readonly replay: ReplayRun;
  readonly player: SamplePlayer;
  readonly playground: Playground;
  readonly monitor: Monitor;
  readonly why: Why;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

type Route = (parts: ConsoleParts, query: URLSearchParams, body: unknown) => Promise<Reply> | Reply;

/** Older rows at a time. */
const maxOlderRows = 2_000;

const maxBodyBytes = 8 * 1_048_576;

const routes: Readonly<Record<string, Route>> = {
  'GET /api/log': async ({ options, why }, query) => {
    const log = options.recorder.ring.detail(Number(query.get('id')));
    return found(log && { ...log, why: await why(log) });
  },
  'GET /api/logs': ({ options }, query) =>
    ok(options.recorder.ring.before(Number(query.get('before')), maxOlderRows)),
  'GET /api/objects': async ({ options }) => ok(await listErrorObjects(options.pipeline.paths.errorOutput)),
  'GET /api/object': async ({ options }, query) =>
    found(await readErrorObject(options.pipeline.paths.errorOutput, query.get('key') ?? '')),
  'GET /api/sample-text': ({ options }) => ok({ text: sampleText(options.samples) }),
  'POST /api/fail': ({ options }, _query, body) => fail(options, body),
  'POST /api/recover': ({ options }) => {
    options.pipeline.datadog.recover();
    return ok({});
  },
  'POST /api/replay': ({ replay }) => (replay.start() ? ok({}) : refused(409, 'a replay is under way')),
  'POST /api/samples': ({ player }, _query, body) => {
    const { play } = fieldsOf(body) ?? {};
    if (typeof play !== 'boolean') return ok({ sent: player.once() });
    player.play(play);
    return ok({});
  },
  'POST /api/try': async ({ playground }, _query, body) => {
    const request = readTryRequest(body);
    return request === undefined
      ? refused(400, 'this is no request to try something')
      : ok(await playground.attempt(request));
  },
};

/** Answers what is no file of the page: the console's API, and the stream of events. */
export async function answerApi(
  request: IncomingMessage,
  response: ServerResponse,
  parts: ConsoleParts,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const name = `${request.method} ${pathname}`;
  if (name === 'GET /api/events') return parts.hub.open(response, parts.monitor.everything());
  const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
  const body = await readBody(request, maxBodyBytes);
  if (route === undefined) return sendJson(response, 404, { error: 'there is no such page' });
  if (body.kind !== 'body') return sendJson(response, 413, { error: 'at most 8 MiB can be sent' });
  const reply = await route(parts, searchParams, parseJson(body.bytes.toString()));
  sendJson(response, reply.status, reply.body);
}

function ok(body: unknown): Reply {
  return { status: 200, body };
}

function refused(status: number, error: string): Reply {
  return { status, body: { error } };
}

function found(value: unknown): Reply {
  return value === undefined ? refused(404, 'it is not kept any more') : ok(value);
}

function fail(options: ConsoleOptions, body: unknown): Reply {
  if (!isStandIn(options))
    return refused(409, 'DD_URL names another destination, which cannot be made to fail here');
  const read = readFault(body);
  if (read.kind === 'none') return refused(400, read.sentence);
  // One at a time: the page shows what is, not a queue.
  options.pipeline.datadog.recover();
  options.pipeline.datadog.fail(read.fault, read.times);
  return ok({});
}

/** A few lines of samples, as a playground's first input. */
function sampleText(samples: readonly Buffer[]): string {
  const lines = samples
    .map((record) => readable(record).toString().trimEnd())
    .filter((text) => text.startsWith('{') && text.length < 4_000);
  const step = Math.max(1, Math.floor(lines.length / 8));
  const chosen = lines.filter((_line, index) => index % step === 0).slice(0, 8);
  return asOfNow(
    chosen.map((line) => Buffer.from(line)),
    systemClock.now(),
  ).join('\n');
}
