import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError, invalidArgument, serialization, validation } from './api-error.ts';
import { describeStream, type StreamDescription } from './describe-stream.ts';
import { putRecordId } from './ids.ts';
import { isBase64 } from './processor.ts';
import { readBody } from '../server.ts';
import type { LocalStream, Origin } from './stream.ts';
import {
  maxBatchBytes,
  maxBatchRecords,
  maxRecordBytes,
  type PutRecordBatchResponse,
  type PutRecordBatchResponseEntry,
  type PutRecordResponse,
} from '../../firehose/put-record-batch.ts';
import { fieldsOf, parseJson, type Fields } from '../../json/fields.ts';
import { isStreamName } from '../../firehose/names.ts';

export interface FirehoseApiOptions {
  readonly stream: LocalStream;
  readonly description: StreamDescription;
  /** Who uses this endpoint. */
  readonly origin: Origin;
  uuid(): string;
  /** Carries out an `UpdateDestination`, or throws an `ApiError`. */
  update(input: Fields): void;
}

const contentType = 'application/x-amz-json-1.1';
const maxBodyBytes = 16 * 1024 * 1024;

type Operation = (input: Fields, options: FirehoseApiOptions) => unknown;

const operations: Readonly<Record<string, Operation>> = {
  'Firehose_20150804.PutRecord': putRecord,
  'Firehose_20150804.PutRecordBatch': putRecordBatch,
  'Firehose_20150804.DescribeDeliveryStream': (_input, { description }) => describeStream(description),
  'Firehose_20150804.ListDeliveryStreams': listStreams,
  'Firehose_20150804.UpdateDestination': (input, { update }) => {
    update(input);
    return {};
  },
};

/**
 * Answers one request to Firehose's API (AWS JSON 1.1) as the service does for a stream of its own; any signature is accepted.
 * Source: Amazon Data Firehose API reference; error shapes of the AWS JSON 1.1 protocol.
 */
export async function handleFirehoseApi(
  request: IncomingMessage,
  response: ServerResponse,
  options: FirehoseApiOptions,
): Promise<void> {
  const requestId = options.uuid();
  try {
    const output = await answer(request, options);
    send(response, 200, requestId, output);
  } catch (error) {
    const { code, status, message } =
      error instanceof ApiError ? error : new ApiError('InternalFailure', 'The request failed.', 500);
    send(response, status, requestId, { __type: code, message }, { 'x-amzn-errortype': code });
  }
}

async function answer(request: IncomingMessage, options: FirehoseApiOptions): Promise<unknown> {
  const body = await readBody(request, maxBodyBytes);
  const target = request.headers['x-amz-target']?.toString() ?? '';
  const operation = Object.hasOwn(operations, target) ? operations[target] : undefined;
  if (request.method !== 'POST' || operation === undefined) {
    throw new ApiError(
      'UnknownOperationException',
      `Unknown operation ${JSON.stringify(target.slice(0, 128))}`,
    );
  }
  if (body.kind === 'too-large') throw invalidArgument('Records size exceeds 4 MB limit');
  const input = body.kind === 'body' ? fieldsOf(parseJson(body.bytes.toString('utf8'))) : undefined;
  if (input === undefined) throw serialization();
  if (operation !== listStreams) checkStreamName(input['DeliveryStreamName'], options.description);
  return operation(input, options);
}

/** The only operation that names no stream. */
function listStreams(_input: Fields, { description: { streamName } }: FirehoseApiOptions): unknown {
  return { DeliveryStreamNames: [streamName], HasMoreDeliveryStreams: false };
}

function checkStreamName(name: unknown, { streamName, accountId }: StreamDescription): void {
  if (name === undefined || name === null)
    throw validation(
      "Value null at 'deliveryStreamName' failed to satisfy constraint: Member must not be null",
    );
  if (typeof name !== 'string') throw serialization();
  if (!isStreamName(name)) {
    throw validation(
      "Value at 'deliveryStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    );
  }
  if (name !== streamName)
    throw new ApiError('ResourceNotFoundException', `Firehose ${name} under account ${accountId} not found.`);
}

function putRecord(input: Fields, options: FirehoseApiOptions): PutRecordResponse {
  const entry = put(dataOf(input['Record'], 'record'), options);
  if ('ErrorCode' in entry) throw new ApiError(entry.ErrorCode, entry.ErrorMessage, 503);
  return { RecordId: entry.RecordId, Encrypted: false };
}

function putRecordBatch(input: Fields, options: FirehoseApiOptions): PutRecordBatchResponse {
  const records = input['Records'];
  if (records === undefined || records === null)
    throw validation("Value null at 'records' failed to satisfy constraint: Member must not be null");
  if (!Array.isArray(records)) throw serialization();
  if (records.length === 0)
    throw validation(
      "Value '[]' at 'records' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  if (records.length > maxBatchRecords) {
    throw validation(
      `Value at 'records' failed to satisfy constraint: Member must have length less than or equal to ${maxBatchRecords}`,
    );
  }
  const list = records.map((record: unknown, index) => dataOf(record, `records.${index + 1}.member`));
  const bytes = list.reduce((sum, { length }) => sum + length, 0);
  if (bytes > maxBatchBytes) throw invalidArgument('Records size exceeds 4 MB limit');
  const entries = list.map((data) => put(data, options));
  return {
    FailedPutCount: entries.filter((entry) => 'ErrorCode' in entry).length,
    Encrypted: false,
    RequestResponses: entries,
  };
}

function put(data: Buffer, { stream, uuid, origin }: FirehoseApiOptions): PutRecordBatchResponseEntry {
  const number = stream.put(data, origin);
  return number === undefined
    ? { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' }
    : { RecordId: putRecordId(uuid(), number) };
}

function dataOf(record: unknown, path: string): Buffer {
  if (record === undefined || record === null)
    throw validation(`Value null at '${path}' failed to satisfy constraint: Member must not be null`);
  const fields = fieldsOf(record);
  if (fields === undefined) throw serialization();
  const data = fields['Data'];
  if (data === undefined || data === null)
    throw validation(`Value null at '${path}.data' failed to satisfy constraint: Member must not be null`);
  if (typeof data !== 'string' || !isBase64(data)) throw serialization();
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length > maxRecordBytes)
    throw invalidArgument(
      `Value at '${path}.data' is too large: a record may have ${maxRecordBytes} bytes at most`,
    );
  return bytes;
}

function send(
  response: ServerResponse,
  status: number,
  requestId: string,
  output: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(output);
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': requestId,
    ...headers,
  });
  response.end(text);
}
