import { httpEndpointHeaders, protocolVersion } from '../firehose/http-endpoint.ts';
import { parseBody, unpackBody, type Body, type Decoded } from './body.ts';
import { parseCommonAttributes, type CommonAttributes } from './common-attributes.ts';
import type { FailureName } from './errors.ts';
import { header, headerValues, type IntakeRequest } from './request.ts';

/** What the headers say besides the key. */
export interface Head {
  readonly streamArn: string | undefined;
  readonly attributes: CommonAttributes;
  /** The attributes as they came. */
  readonly attributesHeader: string;
}

/** Reads the headers of a request that has the right key. */
export function readHead(request: IntakeRequest): Decoded<Head> {
  if (header(request, httpEndpointHeaders.protocolVersion)?.trim() !== protocolVersion)
    return failed('protocolVersion');
  const given = headerValues(request, httpEndpointHeaders.commonAttributes);
  const attributes = given.length > 1 ? undefined : parseCommonAttributes(given[0]);
  if (attributes === undefined) return failed('commonAttributes');
  const streamArn = header(request, httpEndpointHeaders.sourceArn);
  return { kind: 'decoded', value: { streamArn, attributes, attributesHeader: given[0] ?? '' } };
}

/** Reads, unpacks and parses the body. */
export async function readBody(request: IntakeRequest, maxBytes: number): Promise<Decoded<Body>> {
  const received = await request.body();
  if (received.kind === 'too-large') return failed('tooLarge');
  if (received.kind === 'incomplete') return failed('incompleteBody');
  const encodings = headerValues(request, 'content-encoding');
  const unpacked = await unpackBody(received.bytes, encodings, maxBytes);
  return unpacked.kind === 'failed' ? unpacked : parseBody(unpacked.value);
}

const maxRequestIdCharacters = 256;

/** An id that can be echoed; Firehose's have 36 characters. */
export function usableId(id: string | undefined): string | undefined {
  return id === undefined || id === '' || id.length > maxRequestIdCharacters ? undefined : id;
}

function failed(failure: FailureName): { readonly kind: 'failed'; readonly failure: FailureName } {
  return { kind: 'failed', failure };
}
