import { Buffer, isUtf8 } from 'node:buffer';
import { splitTags, tag } from '../datadog/tags.ts';
import { fieldsOf, parseObject } from '../json/fields.ts';

/** What the parameters of the stream say about all of its logs. */
export interface CommonAttributes {
  /** Clean `key:value` tags. */
  readonly tags: readonly string[];
  readonly service: string | undefined;
  readonly source: string | undefined;
  readonly host: string | undefined;
}

/** The common attributes that are no tags, in the order of the document. */
export const specialAttributes = [
  { name: 'dd_service', becomes: '`service`, where neither the log nor its pod has one' },
  { name: 'dd_source', becomes: '`ddsource`, where neither the log nor its pod has one' },
  { name: 'dd_host', becomes: '`hostname`, where the log has no host' },
  { name: 'dd_tags', becomes: 'several tags, joined by commas' },
] as const;

const none: CommonAttributes = { tags: [], service: undefined, source: undefined, host: undefined };

/** Reads the header; `undefined` for anything else than Firehose writes. Each attribute becomes a tag, but for the special ones. */
export function parseCommonAttributes(header: string | undefined): CommonAttributes | undefined {
  if (header === undefined || header === '') return none;
  const attributes = attributesIn(header);
  if (attributes === undefined) return undefined;
  const special = new Map(attributes.filter(([key]) => isSpecial(key)));
  const text = (name: string): string | undefined => special.get(name)?.trim() || undefined;
  const tags = attributes.flatMap(([key, value]) => (isSpecial(key) ? [] : (tag(key, value) ?? [])));
  return {
    tags: [...tags, ...splitTags(text('dd_tags') ?? '')],
    service: text('dd_service'),
    source: text('dd_source'),
    host: text('dd_host'),
  };
}

function isSpecial(key: string): boolean {
  return specialAttributes.some(({ name }) => name === key);
}

function attributesIn(header: string): [string, string][] | undefined {
  const outer = parseObject(withUtf8(header));
  const inner = outer && fieldsOf(outer['commonAttributes']);
  if (inner === undefined) return undefined;
  const entries = Object.entries(inner).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return entries.length === Object.keys(inner).length ? entries : undefined;
}

/** Servers hand over the bytes of a header one by one. */
function withUtf8(header: string): string {
  const bytes = Buffer.from(header, 'latin1');
  return bytes.toString('latin1') === header && isUtf8(bytes) ? bytes.toString('utf8') : header;
}
