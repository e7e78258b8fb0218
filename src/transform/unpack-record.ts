import type { Buffer } from 'node:buffer';
import { unpack, unpackSnappy, type Unpacked } from '../codec/unpack.ts';

/** Largest record after decompression, in bytes: eight times what Fluent Bit packs at most. */
export const maxUnpackedBytes = 8 * 1024 * 1024;

export interface NotJson {
  readonly kind: 'refused';
  readonly reason: 'not_json';
}

/** The plain bytes of a packed record, `plain` for one that is not packed, or why it is left as it is. */
export function unpackRecord(data: Buffer, maxBytes = maxUnpackedBytes): Unpacked | NotJson {
  const packed = unpack(data, maxBytes);
  if (packed.kind !== 'plain') return packed;
  const snappy = unpackSnappy(data, maxBytes);
  if (snappy.kind !== 'unpacked') return snappy;
  // What Fluent Bit packs begins with an object. Anything else may be text that happens to be a sound block, or a block of text: an
  // edit would destroy the block.
  return snappy.bytes[0] === 0x7b ? snappy : { kind: 'refused', reason: 'not_json' };
}
