import { splitTags, tag } from '../tags.ts';

/** The tags that a line brings along in an attribute `ddtags`. */
export interface OwnDdtags {
  /** Whether all that the attribute says became tags; only then nothing is lost when it is replaced. */
  readonly isReadable: boolean;
  /** The string as it is, for a string. */
  readonly text: string | undefined;
  /** Clean. */
  readonly tags: readonly string[];
}

/**
 * Reads the parsed value of a `ddtags` attribute: a comma-separated string, which is all that Datadog documents; an array of such
 * strings, whose elements are joined; or an object, read as the annotation `ad.datadoghq.com/tags` is: one tag for a scalar, one
 * each for the elements of an array, a `+` before a key (high cardinality) is cut.
 */
export function readDdtags(value: unknown): OwnDdtags {
  if (typeof value === 'string') return { isReadable: true, text: value, tags: splitTags(value) };
  if (Array.isArray(value))
    return fromLists(value.map((element) => (typeof element === 'string' ? splitTags(element) : undefined)));
  if (typeof value !== 'object' || value === null) return { isReadable: false, text: undefined, tags: [] };
  const entries = Object.entries(value).filter(([, each]) => each !== null);
  return fromLists(entries.map(([key, each]) => tagsOfMember(key, each)));
}

function fromLists(lists: readonly (readonly string[] | undefined)[]): OwnDdtags {
  const isReadable = lists.every((list) => list !== undefined);
  return { isReadable, text: undefined, tags: lists.flatMap((list) => list ?? []) };
}

/** `undefined` where something in it is no scalar, or no tag can be made of it. */
function tagsOfMember(key: string, value: unknown): readonly string[] | undefined {
  const name = key.startsWith('+') ? key.slice(1) : key;
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const tags = values.map((each) => (isScalar(each) ? tag(name, String(each)) : undefined));
  return tags.every((each) => each !== undefined) ? tags : undefined;
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
