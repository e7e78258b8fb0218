import { lambdaErrors } from '../../firehose/error-codes.ts';
import type { TransformationEvent } from '../../firehose/transformation.ts';
import type { Clock } from '../../adapters/clock.ts';
import { transformationRecordId } from './ids.ts';
import { invoke, type InvokedFunction } from './invoke.ts';
import { fieldsOf, type Fields } from '../../json/fields.ts';

/** A record inside the stream. `counter` numbers the stream's records; ids are made of it. */
export interface StreamRecord {
  readonly data: Buffer;
  readonly arrivalTimeMs: number;
  readonly counter: number;
}

/** What the transformation made of one record. */
export type Verdict =
  | { readonly kind: 'ok'; readonly data: Buffer; readonly untouched: boolean }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

export interface ProcessedBatch {
  /** One per record, in order. */
  readonly verdicts: readonly Verdict[];
  readonly attemptsMade: number;
}

export interface ProcessorOptions {
  readonly function: InvokedFunction;
  readonly streamArn: string;
  readonly region: string;
  /** Further attempts after an invocation that failed; the service's default is 3. */
  readonly numberOfRetries: number;
  /** Called for every attempt. */
  readonly onInvocation?: () => void;
}

/** AWS does not document the pause between attempts. */
const retryWaitMs = 1_000;

/**
 * Runs one batch through the function. Only an invocation that fails is tried again; a response, however malformed, is final, and
 * decides record by record.
 * Source: Amazon Data Firehose developer guide, `data-transformation-status-model` and `data-transformation-failure-handling`.
 */
export async function processBatch(
  records: readonly StreamRecord[],
  options: ProcessorOptions,
  deps: Clock,
): Promise<ProcessedBatch> {
  for (let attempt = 1; ; attempt += 1) {
    options.onInvocation?.();
    const invocation = await invoke(options.function, toEvent(records, options, deps.uuid()), deps);
    if (invocation.kind === 'response') {
      return { verdicts: judge(records, invocation.payload), attemptsMade: attempt };
    }
    if (attempt > options.numberOfRetries) {
      const verdicts = records.map((): Verdict => ({ kind: 'failed', ...invocation.error }));
      return { verdicts, attemptsMade: attempt };
    }
    await deps.sleep(retryWaitMs);
  }
}

function toEvent(
  records: readonly StreamRecord[],
  { streamArn, region }: ProcessorOptions,
  invocationId: string,
): TransformationEvent {
  return {
    invocationId,
    deliveryStreamArn: streamArn,
    region,
    records: records.map(({ data, arrivalTimeMs, counter }) => ({
      recordId: transformationRecordId(counter),
      approximateArrivalTimestamp: arrivalTimeMs,
      data: data.toString('base64'),
    })),
  };
}

type Answer = Fields;

function judge(records: readonly StreamRecord[], payload: unknown): readonly Verdict[] {
  const answers = answersById(payload);
  return records.map(({ counter, data }) => {
    const [answer, second] = answers.get(transformationRecordId(counter)) ?? [];
    if (answer === undefined) return failed(lambdaErrors.missingRecordId);
    if (second !== undefined) return failed(lambdaErrors.duplicatedRecordId);
    return verdict(answer, data);
  });
}

/** Ids that were never sent are left alone; a response without `records` answers nothing. */
function answersById(payload: unknown): ReadonlyMap<string, readonly Answer[]> {
  const list = fieldsOf(payload)?.['records'];
  const answers = new Map<string, Answer[]>();
  for (const entry of Array.isArray(list) ? list : []) {
    const answer = fieldsOf(entry);
    const id = answer?.['recordId'];
    if (answer === undefined || typeof id !== 'string') continue;
    const known = answers.get(id);
    if (known === undefined) answers.set(id, [answer]);
    else known.push(answer);
  }
  return answers;
}

function verdict(answer: Answer, original: Buffer): Verdict {
  const result = answer['result'];
  if (result === 'Dropped') return { kind: 'dropped' };
  if (result === 'ProcessingFailed') return failed(lambdaErrors.processingFailedStatus);
  if (result !== 'Ok') return failed(lambdaErrors.invalidResult);
  const data = answer['data'];
  if (data === undefined || data === null) return failed(lambdaErrors.nullData);
  if (typeof data !== 'string' || !isBase64(data)) return failed(lambdaErrors.invalidData);
  const bytes = Buffer.from(data, 'base64');
  return { kind: 'ok', data: bytes, untouched: bytes.equals(original) };
}

/** Standard alphabet with padding. */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

function failed(error: { readonly code: string; readonly message: string }): Verdict {
  return { kind: 'failed', code: error.code, message: error.message };
}
