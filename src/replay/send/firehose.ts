import { Buffer } from 'node:buffer';
import {
  maxBatchBytes,
  maxBatchRecords,
  maxRecordBytes,
  permanentErrorCodes,
  putRecordBatchEntryBytes,
  putRecordBatchOverheadBytes,
} from '../../firehose/put-record-batch.ts';
import { putRecords, type PutRecordBatchPort, type PutResult } from '../../delivery/put-records.ts';
import { ageOf } from './dates.ts';
import type {
  Destination,
  NumberedLog,
  OnFate,
  Parcel,
  Prepared,
  Refusal,
  SendTiming,
} from './destination.ts';
import { takesLog, type RecordFilter } from '../filter.ts';
import type { OldPolicy } from './stamp.ts';
import { maxReplays, replaysOf, withReplays } from './replay-count.ts';
import type { Log } from '../../logs/log-attributes.ts';

/**
 * A delivery stream: records go through it once more, with the count of replays inside them raised, so that one that fails for ever does
 * not go round for ever. Dates stay, since the transform reads them again: late records are sent or skipped, never redated.
 */
export function firehoseDestination(port: PutRecordBatchPort): Destination {
  return {
    limits: { maxItems: maxBatchRecords, maxBytes: maxBatchBytes - putRecordBatchOverheadBytes },
    size: ({ bytes }) => (bytes.length > maxRecordBytes ? Infinity : putRecordBatchEntryBytes(bytes.length)),
    *prepare(logs, { filter, old, nowMs }) {
      const record = new LogsOfRecord();
      for (const each of logs) {
        const refused = refusalOf(each.log, filter, old, nowMs);
        if (refused !== undefined) yield { ...refused, logNumbers: each.logNumbers };
        else yield* record.add(each);
      }
      yield* record.end();
    },
    send: (parcels, timing, onFate) => put(parcels, port, timing, onFate),
  };
}

type Refused =
  | { readonly kind: 'skipped'; readonly reason: 'filtered' | 'too_old' }
  | { readonly kind: 'parked'; readonly reason: 'hops_used_up' };

function refusalOf(log: Log, filter: RecordFilter, old: OldPolicy, nowMs: number): Refused | undefined {
  if (!takesLog(filter, log)) return { kind: 'skipped', reason: 'filtered' };
  if (old !== 'send' && ageOf(log, nowMs) !== 'in-window') return { kind: 'skipped', reason: 'too_old' };
  return replaysOf(log) < maxReplays ? undefined : { kind: 'parked', reason: 'hops_used_up' };
}

/** Logs of one record as records: one, unless they have grown too large for it by unpacking. */
class LogsOfRecord {
  #processed = noLogs();
  #lines: Buffer[] = [];
  #bytes = 0;

  *add({ log, logNumbers, joinedBy, masked }: NumberedLog): Generator<Prepared, void, undefined> {
    const line = withReplays(log, replaysOf(log) + 1);
    if (line.length + 1 > maxRecordBytes) {
      yield { kind: 'parked', logNumbers, reason: 'too_large' };
      return;
    }
    if (this.#bytes + line.length + 1 > maxRecordBytes) yield* this.end();
    const all = this.#processed;
    for (const logNumber of logNumbers) all.logNumbers.push(logNumber);
    for (const name of joinedBy) all.joinedBy.push(name);
    for (const name of masked) all.masked.push(name);
    this.#lines.push(line, newline);
    this.#bytes += line.length + 1;
  }

  *end(): Generator<Prepared, void, undefined> {
    if (this.#bytes === 0) return;
    const parcel = { ...this.#processed, bytes: Buffer.concat(this.#lines), ...unchanged };
    this.#processed = noLogs();
    this.#lines = [];
    this.#bytes = 0;
    yield { kind: 'parcel', parcel };
  }
}

interface ProcessedLogs {
  readonly logNumbers: number[];
  readonly joinedBy: string[];
  readonly masked: string[];
}

function noLogs(): ProcessedLogs {
  return { logNumbers: [], joinedBy: [], masked: [] };
}

const unchanged = { restamped: false, cut: false, repaired: false };
const newline = Buffer.from('\n');

async function put(
  parcels: readonly Parcel[],
  port: PutRecordBatchPort,
  timing: SendTiming,
  onFate: OnFate,
): Promise<Refusal | undefined> {
  const results = await putRecords(
    parcels.map(({ bytes }) => bytes),
    watched(port, timing.onFailure),
    timing,
  );
  const parcelsWith = (holds: (result: PutResult | undefined) => boolean) =>
    parcels.filter((_, index) => holds(results[index]));
  const delivered = parcelsWith((result) => result?.kind === 'put');
  if (delivered.length > 0) await onFate(delivered, { kind: 'delivered' });
  const fatal = results.map(reasonOf).find((reason) => permanentErrorCodes.has(reason));
  if (fatal !== undefined) return { cause: 'unauthorized', reason: sentenceOf(fatal) };
  const tooLarge = parcelsWith((result) => reasonOf(result) === 'RecordTooLarge');
  if (tooLarge.length > 0) await onFate(tooLarge, { kind: 'parked', reason: 'too_large' });
  const tried = parcelsWith((result) => result?.kind !== 'put' && reasonOf(result) !== 'RecordTooLarge');
  // Firehose does not look into records, so none is to blame.
  const reason = sentenceOf(reasonOf(results.find(({ kind }) => kind === 'failed')));
  if (tried.length > 0) await onFate(tried, { kind: 'tried', reason, countsAsAttempt: false });
  return undefined;
}

function watched(port: PutRecordBatchPort, onFailure: SendTiming['onFailure']): PutRecordBatchPort {
  return {
    async put(records) {
      const entries = await port.put(records).catch((error: unknown) => {
        onFailure(sentenceOf(error instanceof Error ? error.name : 'unknown error'));
        throw error;
      });
      const failed = entries.find((entry) => entry.kind === 'failed');
      if (failed !== undefined) onFailure(sentenceOf(failed.code));
      return entries;
    },
  };
}

/** What, where, what to do; the code of AWS stays in it. */
function sentenceOf(code: string): string {
  const sentence = Object.hasOwn(sentences, code) ? sentences[code] : undefined;
  return sentence === undefined ? `Firehose answered ${code}` : `${sentence} (${code})`;
}

const renew = 'AWS refuses the credentials; renew them, or choose others by AWS_PROFILE';
const sentences: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'the stream is not there; check its name, the account and --region',
  AccessDeniedException: 'AWS does not allow firehose:PutRecordBatch on the stream; add it to the policy',
  InvalidSourceException:
    'the stream reads from another source, so records cannot be put on it; replay to Datadog',
  InvalidKMSResourceException: 'the KMS key of the stream cannot be used; check its state and its policy',
  CredentialsProviderError:
    'there are no AWS credentials; set AWS_PROFILE or AWS_ACCESS_KEY_ID, or run aws sso login',
  ExpiredTokenException: renew,
  UnrecognizedClientException: renew,
  InvalidSignatureException: renew,
};

function reasonOf(result: PutResult | undefined): string {
  return result?.kind === 'failed' ? result.reason : '';
}
