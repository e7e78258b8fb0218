import type { Buffer } from 'node:buffer';
import type { ScratchBuffer } from './scratch.ts';

/** Decodes padded base64 to the beginning of `target`; answers how many bytes, or `undefined` when the text is anything else. */
export function decodeBase64(text: string, target: ScratchBuffer): number | undefined {
  return decodeBase64To(text, target.ofAtLeast(decodedBytes(text)), 0);
}

/**
 * Decodes padded base64 to `target[at, …)`; answers how many bytes, or `undefined` when the text is anything else. Node's own decoder
 * skips what it does not know, so bytes would go missing without a word: the length is checked.
 */
export function decodeBase64To(text: string, target: Buffer, at: number): number | undefined {
  if (text.length % 4 !== 0) return undefined;
  const expected = decodedBytes(text);
  return target.write(text, at, expected, 'base64') === expected ? expected : undefined;
}

/** How many bytes padded base64 decodes to; an upper bound for anything else. */
export function decodedBytes(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return Math.ceil(text.length / 4) * 3 - padding;
}
