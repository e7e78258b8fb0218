import { parseJson } from '../json/fields.ts';
/**
 * The HTTP endpoint delivery protocol 1.0, by which Firehose sends to Datadog and to any other HTTP destination.
 * Source: Amazon Data Firehose developer guide, `httpdeliveryrequestresponse`.
 */

export const protocolVersion = '1.0';

/** Header names of a request, as Firehose writes them. */
export const httpEndpointHeaders = {
  protocolVersion: 'X-Amz-Firehose-Protocol-Version',
  requestId: 'X-Amz-Firehose-Request-Id',
  sourceArn: 'X-Amz-Firehose-Source-Arn',
  accessKey: 'X-Amz-Firehose-Access-Key',
  commonAttributes: 'X-Amz-Firehose-Common-Attributes',
} as const;

/** Firehose's own name for itself. */
export const httpEndpointUserAgent = 'Amazon Kinesis Data Firehose Agent/1.0';

/** Most records in one request. */
export const maxRecordsInRequest = 10_000;

/** Largest request body before compression, in bytes (64 MiB). */
export const maxRequestBodyBytes = 67_108_864;

/** Largest response body, in bytes (1 MiB). */
export const maxResponseBodyBytes = 1_048_576;

/** Longest `errorMessage` that Firehose reads, in characters. */
export const maxErrorMessageCharacters = 8_192;

/** Longest access key, in bytes. */
export const maxAccessKeyBytes = 4_096;

/** How long Firehose waits for a response, in milliseconds. */
export const responseDeadlineMs = 180_000;

/** Limits of the common attributes. */
export const maxCommonAttributes = 50;
export const maxCommonAttributeKeyCharacters = 256;
export const maxCommonAttributeValueCharacters = 1_024;

/** `data` is base64 and may be empty; `timestamp` is epoch ms and optional in the schema. */
export interface HttpEndpointRequest {
  readonly requestId: string;
  readonly timestamp?: number;
  readonly records: readonly { readonly data: string }[];
}

/** The three fields a response may have, and no other; `timestamp` is an integer, epoch ms. */
export interface HttpEndpointResponse {
  readonly requestId: string;
  readonly timestamp: number;
  readonly errorMessage?: string;
}

/** What the common-attributes header holds. */
export interface CommonAttributes {
  readonly commonAttributes: Readonly<Record<string, string>>;
}

/** A response as it came over the wire; header names in lower case. */
export interface ReceivedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/**
 * Whether a response keeps to the protocol (whatever its status says); Firehose treats one that does not as a 500 without
 * body. `errorMessage: null` is let through: receivers that send it are accepted.
 */
export function isConformingResponse(response: ReceivedResponse, requestId: string): boolean {
  const { status, headers, body } = response;
  const family = Math.floor(status / 100);
  if (family !== 2 && family !== 4 && family !== 5) return false;
  if (headers['content-encoding'] !== undefined) return false;
  if (headers['content-length'] === undefined) return false;
  if (headers['content-type'] !== 'application/json') return false;
  return isConformingBody(body, requestId);
}

function isConformingBody(body: string, requestId: string): boolean {
  const value = parseJson(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const message = fields.get('errorMessage') ?? '';
  if (typeof message !== 'string' || message.length > maxErrorMessageCharacters) return false;
  const known = new Set(['requestId', 'timestamp', 'errorMessage']);
  if ([...fields.keys()].some((name) => !known.has(name))) return false;
  return fields.get('requestId') === requestId && Number.isSafeInteger(fields.get('timestamp'));
}
