import type { IncomingMessage } from 'node:http';
import { maxPayloadBytes, maxPayloadEntries } from '../../datadog/limits.ts';
import type { DatadogAnswer } from './answer.ts';
import { logsOfPayload } from './log-lines.ts';
import type { ReadBody } from '../server.ts';

/** Largest payload, in bytes before compression. */
export const maxLogsBodyBytes = maxPayloadBytes;

/** Whether a log is refused; a payload that holds such a log is answered 400 as a whole. */
export type Refuse = (log: string) => boolean;

/**
 * Judges a request to the Logs API v2. Success is 202.
 * Source: Datadog API reference, "Send logs".
 */
export function answerLogsApi(
  { headers }: Pick<IncomingMessage, 'headers'>,
  body: ReadBody,
  apiKey: string | undefined,
  refuse: Refuse,
): DatadogAnswer {
  const key = headers['dd-api-key'];
  if (key === undefined) return failure(401, 'Unauthorized', 'The API key is missing.');
  if (key === '' || (apiKey !== undefined && key !== apiKey))
    return failure(403, 'Forbidden', 'The API key is wrong.');
  if (headers['content-type']?.split(';')[0]?.trim() !== 'application/json') {
    return failure(400, 'Bad Request', 'The content type is not application/json.');
  }
  if (body.kind === 'too-large') return failure(413, 'Payload Too Large', 'The payload is larger than 5 MB.');
  if (body.kind === 'malformed') return failure(400, 'Bad Request', 'The payload does not decompress.');
  const logs = logsOfPayload(body.bytes);
  if (logs === undefined) return failure(400, 'Bad Request', 'The payload is no array of JSON objects.');
  if (logs.length > maxPayloadEntries)
    return failure(413, 'Payload Too Large', 'There are more than 1000 logs.');
  if (logs.some((log) => refuse(log.toString('utf8'))))
    return failure(400, 'Bad Request', 'A log is refused.');
  return { status: 202, body: {}, logs };
}

function failure(status: number, title: string, detail: string): DatadogAnswer {
  return { status, body: { errors: [{ status: String(status), title, detail }] }, logs: [] };
}
