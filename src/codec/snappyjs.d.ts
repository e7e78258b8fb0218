declare module 'snappyjs' {
  /** Uncompresses one raw snappy block; throws on a damaged one. */
  export function uncompress(block: Uint8Array): Uint8Array;
  export function compress(bytes: Uint8Array): Uint8Array;
}
