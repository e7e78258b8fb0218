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
import type { Destination, OnFate, Parcel, Prepared, Refusal, SendTiming } from './destination.ts';
import { takesLog } from '../filter.ts';
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
    prepare({ content, firstLogNumber }, dueUnits, { filter, old }, nowMs) {
      if (content.kind !== 'logs') return [];
      const prepared: Prepared[] = [];
      const taken: number[] = [];
      for (const logNumber of dueUnits) {
        const log = content.logs[logNumber - firstLogNumber]!;
        const isLate = () => ageOf(log, nowMs) !== 'in-window';
        if (!takesLog(filter, log))
          prepared.push({ kind: 'skipped', logNumbers: [logNumber], reason: 'filtered' });
        else if (old !== 'send' && isLate())
          prepared.push({ kind: 'skipped', logNumbers: [logNumber], reason: 'too_old' });
        else taken.push(logNumber);
      }
      if (taken.length === 0) return prepared;
      const replays = content.logs.reduce((most, log) => Math.max(most, replaysOf(log)), 0) + 1;
      if (replays > maxReplays)
        return [...prepared, { kind: 'parked', logNumbers: taken, reason: 'hops_used_up' }];
      return [...prepared, ...recordsOf(taken, content.logs, firstLogNumber, replays)];
    },
    send: (parcels, timing, onFate) => put(parcels, port, timing, onFate),
  };
}

/** Logs of one record as records: one, unless they have grown too large for it by unpacking. */
function recordsOf(
  logNumbers: readonly number[],
  logs: readonly Log[],
  firstLogNumber: number,
  replays: number,
): readonly Prepared[] {
  const lines = logNumbers.flatMap((logNumber) => [
    withReplays(logs[logNumber - firstLogNumber]!, replays),
    newline,
  ]);
  const bytes = Buffer.concat(lines);
  if (bytes.length <= maxRecordBytes)
    return [{ kind: 'parcel', parcel: { logNumbers, bytes, restamped: false, cut: false } }];
  if (logNumbers.length === 1) return [{ kind: 'parked', logNumbers, reason: 'too_large' }];
  const half = Math.ceil(logNumbers.length / 2);
  return [logNumbers.slice(0, half), logNumbers.slice(half)].flatMap((part) =>
    recordsOf(part, logs, firstLogNumber, replays),
  );
}

const newline = Buffer.from('\n');

async function put(
  parcels: readonly Parcel[],
  port: PutRecordBatchPort,
  timing: SendTiming,
  onFate: OnFate,
): Promise<Refusal | undefined> {
  const results = await putRecords(
    parcels.map(({ bytes }) => bytes),
    port,
    timing,
  );
  const parcelsWith = (holds: (result: PutResult | undefined) => boolean) =>
    parcels.filter((_, index) => holds(results[index]));
  const delivered = parcelsWith((result) => result?.kind === 'put');
  if (delivered.length > 0) await onFate(delivered, { kind: 'delivered' });
  const fatal = results.map(reasonOf).find((reason) => permanentErrorCodes.has(reason));
  if (fatal !== undefined) return { reason: sentenceOf(fatal) };
  const tooLarge = parcelsWith((result) => reasonOf(result) === 'RecordTooLarge');
  if (tooLarge.length > 0) await onFate(tooLarge, { kind: 'parked', reason: 'too_large' });
  const tried = parcelsWith((result) => result?.kind !== 'put' && reasonOf(result) !== 'RecordTooLarge');
  // Firehose does not look into records, so none is to blame.
  const reason = sentenceOf(reasonOf(results.find(({ kind }) => kind === 'failed')));
  if (tried.length > 0) await onFate(tried, { kind: 'tried', reason, countsAsAttempt: false });
  return undefined;
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
