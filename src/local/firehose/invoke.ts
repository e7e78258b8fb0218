import {
  maxRequestBytes,
  maxResponseBytes,
  type TransformationEvent,
} from '../../firehose/transformation.ts';
import { lambdaErrors } from '../../firehose/error-codes.ts';
import type { Clock } from '../../adapters/clock.ts';
import { arnParts } from '../../firehose/names.ts';

/** What a Lambda handler is given besides the event; the fields that functions use. */
export interface InvocationContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  getRemainingTimeInMillis(): number;
}

export type TransformHandler = (event: TransformationEvent, context: InvocationContext) => Promise<unknown>;

export interface InvokedFunction {
  readonly handler: TransformHandler;
  readonly arn: string;
  readonly timeoutMs: number;
  /** Called when it has timed out: what runs then must be ended, as Lambda ends it. */
  kill?(): void;
}

/** An invocation that worked, whatever the response holds, or the error that Firehose notes for one that did not. */
export type Invocation =
  | { readonly kind: 'response'; readonly payload: unknown }
  | { readonly kind: 'error'; readonly error: { readonly code: string; readonly message: string } };

const timedOut = Symbol('timed out');

/**
 * Invokes a function as Lambda does: event and response go through JSON, have Lambda's limits, and a throw, a response too large or
 * none in time makes the invocation fail.
 */
export async function invoke(
  invoked: InvokedFunction,
  event: TransformationEvent,
  { now, uuid, schedule }: Clock,
): Promise<Invocation> {
  const { handler, arn, timeoutMs } = invoked;
  const request = JSON.stringify(event);
  if (Buffer.byteLength(request) >= maxRequestBytes) return failed(lambdaErrors.functionError);
  const deadline = now() + timeoutMs;
  const context: InvocationContext = {
    awsRequestId: uuid(),
    functionName: arnParts(arn).resource.split(':')[1] ?? 'transform',
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: '512',
    getRemainingTimeInMillis: () => deadline - now(),
  };
  try {
    const parsed: TransformationEvent = JSON.parse(request);
    const answer = await withTimeout(handler(parsed, context), timeoutMs, schedule);
    if (answer === timedOut) {
      invoked.kill?.();
      return failed(lambdaErrors.functionTimedOut);
    }
    const response = JSON.stringify(answer) ?? 'null';
    if (Buffer.byteLength(response) > maxResponseBytes) return failed(lambdaErrors.functionError);
    return { kind: 'response', payload: JSON.parse(response) };
  } catch {
    return failed(lambdaErrors.functionError);
  }
}

function failed(error: { readonly code: string; readonly message: string }): Invocation {
  return { kind: 'error', error };
}

function withTimeout<T>(
  work: Promise<T>,
  ms: number,
  schedule: Clock['schedule'],
): Promise<T | typeof timedOut> {
  return new Promise((resolve, reject) => {
    const cancel = schedule(ms, () => resolve(timedOut));
    work.then(resolve, reject).finally(cancel);
  });
}
