import { splitTags } from '../../datadog/tags.ts';

/** The tags that a line brings along: a string or an array of strings; `isReadable` is false for anything else. */
export interface OwnDdtags {
  readonly isReadable: boolean;
  /** The string as it is, for a string. */
  readonly text: string | undefined;
  readonly tags: readonly string[];
}

/** Reads the parsed value of a `ddtags` attribute. */
export function ddtagsOf(value: unknown): OwnDdtags {
  if (typeof value === 'string') return { isReadable: true, text: value, tags: splitTags(value) };
  const isReadable = Array.isArray(value) && value.every((item) => typeof item === 'string');
  return { isReadable, text: undefined, tags: isReadable ? splitTags(value.join(',')) : [] };
}
