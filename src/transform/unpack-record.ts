import type { Buffer } from 'node:buffer';
import { unpack, unpackSnappy, type Unpacked } from '../codec/unpack.ts';

/** Largest record after decompression, in bytes: Fluent Bit packs at most 1,024,000, other producers perhaps more. */
export const maxUnpackedBytes = 32 * 1024 * 1024;

export interface NotJson {
  readonly kind: 'refused';
  readonly reason: 'not_json';
}

/** The plain bytes of a packed record, `plain` for one that is not packed, or why it is left as it is. */
export function unpackRecord(data: Buffer): Unpacked | NotJson {
  const packed = unpack(data, maxUnpackedBytes);
  if (packed.kind !== 'plain') return packed;
  const snappy = unpackSnappy(data, maxUnpackedBytes);
  if (snappy.kind !== 'unpacked') return snappy;
  // What Fluent Bit packs begins with an object. Anything else may be text that happens to be a sound block, or a block of text: an
  // edit would destroy the block.
  return snappy.bytes[0] === 0x7b ? snappy : { kind: 'refused', reason: 'not_json' };
}
