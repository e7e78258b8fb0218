import type { IncomingMessage } from 'node:http';
import { maxFirehoseMessages } from '../../datadog/limits.ts';
import {
  httpEndpointHeaders,
  maxRecordsInRequest,
  maxRequestBodyBytes,
  protocolVersion,
} from '../../firehose/http-endpoint.ts';
import type { DatadogAnswer } from './answer.ts';
import { logsOfRecord } from './log-lines.ts';
import { isBase64 } from '../firehose/processor.ts';
import { type ReadBody } from '../server.ts';
import { fieldsOf, parseJson } from '../../json/fields.ts';

/** Largest body that the Firehose intake reads, in bytes. */
export const maxFirehoseBodyBytes = maxRequestBodyBytes;

/**
 * Judges a request to Datadog's Firehose intake; the answer keeps to the HTTP endpoint protocol.
 * Source: Amazon Data Firehose developer guide, `httpdeliveryrequestresponse`.
 */
export function answerFirehose(
  { headers }: Pick<IncomingMessage, 'headers'>,
  body: ReadBody,
  apiKey: string | undefined,
  nowMs: number,
): DatadogAnswer {
  const header = (name: string) => headers[name.toLowerCase()]?.toString();
  const requestId = header(httpEndpointHeaders.requestId) ?? '';
  const reply = (status: number, errorMessage?: string, logs: readonly Buffer[] = []): DatadogAnswer => ({
    status,
    logs,
    body: { requestId, timestamp: nowMs, ...(errorMessage === undefined ? {} : { errorMessage }) },
  });
  const key = header(httpEndpointHeaders.accessKey) ?? '';
  if (key === '' || (apiKey !== undefined && key !== apiKey))
    return reply(401, 'The access key is missing or wrong.');
  if (requestId === '') return reply(400, 'The request id is missing.');
  if (header(httpEndpointHeaders.protocolVersion) !== protocolVersion)
    return reply(400, 'The protocol version is not 1.0.');
  if (body.kind === 'too-large') return reply(413, 'The body is larger than 64 MiB.');
  if (body.kind === 'malformed') return reply(400, 'The body does not decompress.');
  const fields = fieldsOf(parseJson(body.bytes.toString('utf8')));
  if (fields?.['requestId'] !== requestId) return reply(400, 'The request ids of header and body differ.');
  const records = readRecords(fields['records']);
  if (typeof records === 'string') return reply(400, records);
  const logs = records.flatMap(logsOfRecord);
  return reply(200, undefined, logs.slice(0, maxFirehoseMessages));
}

/** The bytes of all records, or what is wrong with them. */
function readRecords(value: unknown): Buffer[] | string {
  if (!Array.isArray(value) || value.length === 0) return 'There are no records.';
  if (value.length > maxRecordsInRequest) return 'There are more than 10,000 records.';
  const records: Buffer[] = [];
  for (const entry of value) {
    const data = fieldsOf(entry)?.['data'];
    if (typeof data !== 'string' || !isBase64(data)) return 'A record has no data in base64.';
    records.push(Buffer.from(data, 'base64'));
  }
  return records;
}
