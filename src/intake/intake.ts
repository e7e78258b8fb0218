import type { IntakeConfig } from '../config/intake.ts';
import { parseStreamArn } from '../firehose/arn.ts';
import { httpEndpointHeaders } from '../firehose/http-endpoint.ts';
import { isAuthentic, type AccessKeys } from './authenticate.ts';
import type { FailureName } from './errors.ts';
import { createProcess, type Processed, type ProcessPorts } from './process.ts';
import { readBody, readHead, usableId } from './receive.ts';
import { noCounts, type IntakeCounts, type IntakeReport } from './report.ts';
import { header, type IntakeRequest, type IntakeResponse } from './request.ts';
import { toResponse } from './respond.ts';
import { createSemaphore } from './semaphore.ts';

export interface IntakePorts extends ProcessPorts {
  readonly accessKeys: AccessKeys;
}

export interface IntakeLimits {
  /** Requests whose bodies are held at the same time; the others wait with theirs unread. */
  readonly requestsAtOnce: number;
  readonly maxWaiting: number;
}

export interface IntakeAnswer {
  readonly response: IntakeResponse;
  /** `undefined` for a question after its health, which is counted nowhere. */
  readonly report: IntakeReport | undefined;
}

export interface Intake {
  /** Never throws. `deadlineMs` is the instant, on the scale of `now`, at which the answer must be out. */
  handle(request: IntakeRequest, deadlineMs: number): Promise<IntakeAnswer>;
}

const defaultLimits: IntakeLimits = { requestsAtOnce: 4, maxWaiting: 1_000 };

/** What is known of a request so far; its answer is made of it. */
interface Exchange {
  requestId: string | undefined;
  /** Only believed of a request with the right key: it becomes a dimension of metrics. */
  streamName: string;
  readonly counts: IntakeCounts;
}

/**
 * The endpoint of Firehose's HTTP protocol in front of Datadog's Logs API: authenticate → decode → transform → batch → forward →
 * respond. It answers 200 only when Datadog has accepted every record or the refused ones are parked, and never 413.
 */
export function createIntake(
  config: IntakeConfig,
  ports: IntakePorts,
  limits: IntakeLimits = defaultLimits,
): Intake {
  const turns = createSemaphore(limits.requestsAtOnce, limits.maxWaiting);
  const process = createProcess(config, ports);

  async function answer(request: IntakeRequest, exchange: Exchange, deadlineMs: number): Promise<Processed> {
    if (withoutSlash(request.path) !== withoutSlash(config.path)) return failed('wrongPath');
    if (request.method !== 'POST') return failed('wrongMethod');
    const refusal = await refusalOf(request);
    if (refusal !== undefined) return failed(refusal);
    const sourceArn = header(request, httpEndpointHeaders.sourceArn);
    exchange.streamName = parseStreamArn(sourceArn)?.streamName ?? 'unknown';
    const release = await turns.acquire();
    if (release === undefined) return failed('busy');
    try {
      return await receive(request, exchange, deadlineMs);
    } finally {
      release();
    }
  }

  async function refusalOf(request: IntakeRequest): Promise<FailureName | undefined> {
    try {
      return (await isAuthentic(request, ports.accessKeys)) ? undefined : 'accessKey';
    } catch (error) {
      ports.onError(error);
      return 'accessKeysUnreadable';
    }
  }

  async function receive(request: IntakeRequest, exchange: Exchange, deadlineMs: number): Promise<Processed> {
    const head = readHead(request);
    if (head.kind === 'failed') return head;
    const body = await readBody(request, config.maxBodyBytes);
    if (body.kind === 'failed') return body;
    exchange.requestId ??= usableId(body.value.requestId);
    exchange.counts.records = body.value.records.count;
    const { requestId, streamName, counts } = exchange;
    if (requestId === undefined) return failed('noRequestId');
    return process({ requestId, streamName, head: head.value, body: body.value, counts, deadlineMs });
  }

  return {
    async handle(request, deadlineMs) {
      if (isHealthCheck(request)) return { response: healthy, report: undefined };
      const exchange = exchangeOf(request);
      const outcome = await answer(request, exchange, deadlineMs).catch((error: unknown) => {
        ports.onError(error);
        return failed('defect');
      });
      const response = toResponse(outcome, exchange.requestId ?? '', ports.now());
      return { response, report: reportOf(outcome, exchange, response.status) };
    },
  };
}

/** For load balancers and orchestrators; it says that the process answers, not that Datadog does. */
function isHealthCheck({ method, path }: IntakeRequest): boolean {
  return path === '/healthz' && (method === 'GET' || method === 'HEAD');
}

const healthy: IntakeResponse = {
  status: 200,
  headers: { 'content-type': 'application/json', 'content-length': '15' },
  body: '{"status":"ok"}',
};

function exchangeOf(request: IntakeRequest): Exchange {
  return {
    requestId: usableId(header(request, httpEndpointHeaders.requestId)),
    streamName: 'unknown',
    counts: noCounts(),
  };
}

function reportOf(outcome: Processed, exchange: Exchange, status: number): IntakeReport {
  return {
    requestId: exchange.requestId ?? '',
    streamName: exchange.streamName,
    status,
    failure: outcome.kind === 'failed' ? outcome.failure : undefined,
    detail: outcome.kind === 'failed' ? outcome.detail : undefined,
    isRepeated: outcome.isRepeated === true,
    counts: exchange.counts,
  };
}

function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

function failed(failure: FailureName): Processed {
  return { kind: 'failed', failure };
}
