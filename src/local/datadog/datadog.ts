import type { IncomingMessage, ServerResponse } from 'node:http';
import { createAcceptedLogs, type AcceptedCounts, type AcceptedLog } from './accepted-logs.ts';
import type { DatadogAnswer } from './answer.ts';
import { createFaultPlan, readFault, type Fault, type FaultPlan } from './faults.ts';
import { answerFirehose, maxFirehoseBodyBytes } from './firehose-endpoint.ts';
import { answerLogsApi, maxLogsBodyBytes, type Refuse } from './logs-api.ts';
import { systemClock, type Clock } from '../../adapters/clock.ts';
import { readBody, sendJson, startServer, type RunningServer } from '../server.ts';
import { parseJson } from '../../json/fields.ts';

export interface DatadogOptions {
  /** The only key that is taken; without it, any. */
  readonly apiKey?: string | undefined;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** NDJSON file for the accepted logs. */
  readonly file?: string;
  /** Keep accepted logs in memory; default true. */
  readonly inMemory?: boolean;
  /** Discard what is outside Datadog's age window although it was accepted, as Datadog does; default false. */
  readonly ageWindow?: boolean;
  /** Told of every log that is taken. */
  readonly onAccepted?: ((log: Buffer, via: AcceptedLog['via']) => void) | undefined;
  readonly deps?: Pick<Clock, 'now' | 'sleep'>;
}

export interface DatadogCounts extends AcceptedCounts {
  /** Requests to an intake, those that failed included. */
  readonly requests: number;
  /** Requests by the status that answered them; 0 stands for a connection that was reset. */
  readonly statuses: Readonly<Record<string, number>>;
}

/** Datadog's log intakes on loopback. */
export interface DatadogStandIn extends Pick<FaultPlan, 'fail' | 'recover'> {
  /** Base URL, as for `DD_URL`. */
  readonly url: string;
  /** In the order of acceptance; empty when not kept in memory. */
  readonly logs: readonly AcceptedLog[];
  counts(): DatadogCounts;
  /** The fault that the next request gets, if any. */
  fault(): Fault | undefined;
  /** Answer 400 to every payload of the Logs API with a log that matches; `undefined` ends it. */
  refuse(matches: Refuse | undefined): void;
  stop(): Promise<void>;
}

const refuseNone: Refuse = () => false;

type Requests = Omit<DatadogStandIn, 'url' | 'stop'> & {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
};

/**
 * Starts the stand-in. It serves the Firehose intake (`/v1/input`, `/api/v2/logs?dd-protocol=aws-kinesis-firehose`), the Logs API
 * v2 (`/api/v2/logs`), `/api/v1/validate`, and a control endpoint: `POST /control/fail` with a fault, `POST /control/recover`,
 * `GET /control/counts`.
 */
export async function startDatadog(options: DatadogOptions): Promise<DatadogStandIn> {
  const { handle, ...standIn } = createRequests(options);
  const server: RunningServer = await startServer(handle, { port: options.port ?? 0 });
  return { ...standIn, url: server.url, stop: () => server.stop() };
}

function createRequests({
  apiKey,
  file,
  inMemory = true,
  ageWindow = false,
  onAccepted,
  deps = systemClock,
}: DatadogOptions): Requests {
  const accepted = createAcceptedLogs({ file, inMemory, ageWindow, onAccepted });
  const faults = createFaultPlan();
  const statuses = new Map<number, number>();
  let refuse: Refuse = refuseNone;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const firehose = pathname === '/v1/input' || searchParams.get('dd-protocol') === 'aws-kinesis-firehose';
    if (pathname.startsWith('/control/')) return control(pathname, request, response);
    if (pathname === '/api/v1/validate') return validate(request, response);
    if (request.method !== 'POST' || (pathname !== '/v1/input' && pathname !== '/api/v2/logs')) {
      return sendJson(response, request.method === 'POST' ? 404 : 405, { errors: ['Not found'] });
    }
    const body = await readBody(request, firehose ? maxFirehoseBodyBytes : maxLogsBodyBytes);
    const answer = firehose
      ? answerFirehose(request, body, apiKey, deps.now())
      : answerLogsApi(request, body, apiKey, refuse);
    await respond(answer, firehose ? 'firehose' : 'logs-api', faults.next(), response);
  }

  async function respond(
    answer: DatadogAnswer,
    via: AcceptedLog['via'],
    fault: Fault | undefined,
    response: ServerResponse,
  ): Promise<void> {
    if (fault?.kind === 'slow') await deps.sleep(fault.delayMs);
    const fails = fault !== undefined && fault.kind !== 'slow';
    if (!fails || fault.accept === true) accepted.accept(answer.logs, via, deps.now());
    const status = fails ? sendFault(fault, answer, response) : answer.status;
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (!fails) sendJson(response, answer.status, answer.body);
  }

  async function control(
    pathname: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const body = await readBody(request, 65_536);
    if (pathname === '/control/counts') return sendJson(response, 200, counts());
    if (pathname === '/control/recover') {
      faults.recover();
      return sendJson(response, 200, {});
    }
    if (pathname !== '/control/fail')
      return sendJson(response, 404, {
        errors: ['there are /control/fail, /control/recover, /control/counts'],
      });
    const read = readFault(body.kind === 'body' ? parseJson(body.bytes.toString('utf8')) : undefined);
    if (read.kind === 'none') return sendJson(response, 400, { errors: [read.sentence] });
    faults.fail(read.fault, read.times);
    return sendJson(response, 200, {});
  }

  function validate(request: IncomingMessage, response: ServerResponse): void {
    const key = request.headers['dd-api-key']?.toString() ?? '';
    if (key !== '' && (apiKey === undefined || key === apiKey)) sendJson(response, 200, { valid: true });
    else sendJson(response, 403, { errors: ['Forbidden'] });
  }

  function counts(): DatadogCounts {
    const requests = [...statuses.values()].reduce((sum, count) => sum + count, 0);
    return { ...accepted.counts, requests, statuses: Object.fromEntries(statuses) };
  }

  return {
    handle,
    counts,
    logs: accepted.logs,
    fail: (fault, times) => faults.fail(fault, times),
    recover: () => faults.recover(),
    fault: () => faults.current(),
    refuse(matches) {
      refuse = matches ?? refuseNone;
    },
  };
}

/** Sends what the fault says; answers the status, 0 for none. A refusal keeps to the protocol of the intake it comes from. */
function sendFault(
  fault: Exclude<Fault, { kind: 'slow' }>,
  { body }: DatadogAnswer,
  response: ServerResponse,
): number {
  if (fault.kind === 'reset') {
    response.destroy();
    return 0;
  }
  if (fault.kind === 'garbage') {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>gateway</html>');
    return 200;
  }
  const { status, retryAfter } = fault;
  const isProtocol = typeof body === 'object' && body !== null && 'requestId' in body;
  const failed = isProtocol
    ? { ...body, errorMessage: `The intake answers ${status} on demand.` }
    : {
        errors: [
          { status: String(status), title: 'Fault', detail: `The intake answers ${status} on demand.` },
        ],
      };
  sendJson(response, status, failed, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
  return status;
}
