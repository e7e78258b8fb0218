import { createHash, timingSafeEqual } from 'node:crypto';
import { httpEndpointHeaders, maxAccessKeyBytes } from '../firehose/http-endpoint.ts';
import { header, type IntakeRequest } from './request.ts';

/** The port to the keys that are good now: two at once while they are rotated. */
export interface AccessKeys {
  /** Throws when they cannot be had. */
  values(): Promise<readonly string[]>;
  /** Looks again, because a key was not among them. */
  refresh(): Promise<readonly string[]>;
}

/**
 * Whether a request has a right access key: one header, exactly one of the keys. Every key is compared, in constant time, so that
 * the time of the answer tells nothing about any of them.
 */
export async function isAuthentic(
  request: Pick<IntakeRequest, 'headers'>,
  keys: AccessKeys,
): Promise<boolean> {
  const given = header(request, httpEndpointHeaders.accessKey) ?? '';
  if (given === '' || given.length > maxAccessKeyBytes) return false;
  return isAmong(given, await keys.values()) || isAmong(given, await keys.refresh());
}

function isAmong(given: string, keys: readonly string[]): boolean {
  const digest = sha256(given);
  let found = false;
  for (const key of keys) {
    const isEqual = timingSafeEqual(sha256(key), digest);
    if (isEqual && key !== '') found = true;
  }
  return found;
}

function sha256(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}
