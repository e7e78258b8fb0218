import { Buffer } from 'node:buffer';

const slabBytes = 1024 * 1024;

let slab = Buffer.alloc(0);
let used = 0;

/**
 * Uninitialised bytes for one log. Logs that are made one after the other are sent and let go together, so they share large blocks:
 * thousands of small ones would leave the memory full of holes.
 */
export function allocate(bytes: number): Buffer {
  if (bytes > slabBytes / 4) return Buffer.allocUnsafeSlow(bytes);
  if (used + bytes > slab.length) {
    slab = Buffer.allocUnsafeSlow(slabBytes);
    used = 0;
  }
  const part = slab.subarray(used, used + bytes);
  used += bytes;
  return part;
}
