import type { ScratchBuffer } from './scratch.ts';

/**
 * Decodes padded base64 to the beginning of `target`; answers how many bytes, or `undefined` when the text is anything else. Node's
 * own decoder skips what it does not know, so bytes would go missing without a word: the length is checked.
 */
export function decodeBase64(text: string, target: ScratchBuffer): number | undefined {
  const { length } = text;
  if (length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const expected = (length / 4) * 3 - padding;
  return target.ofAtLeast(expected).write(text, 'base64') === expected ? expected : undefined;
}
