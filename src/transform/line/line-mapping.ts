import type { Buffer } from 'node:buffer';
import type { TagMappingRow, TransformConfig } from '../../config/transform.ts';
import { tag } from '../../datadog/tags.ts';
import type { JsonObject } from '../../json/object.ts';
import { decodeString, parseValue } from '../../json/strings.ts';
import { readsKubernetes, valueAt } from '../pod/mapping.ts';
import type { Enrichment, MappedAttribute } from '../pod/enrichment.ts';

/** The rows of `TAG_MAPPING` that read the line itself and not its pod, such as `trace.id:trace_id`. */
export class LineMapping {
  readonly #rows: readonly TagMappingRow[];

  constructor({ tagMapping, tagFilter }: TransformConfig) {
    this.#rows = tagMapping.filter(
      (row) => !readsKubernetes(row) && tagFilter.reasonAgainst(row.tagKey) === undefined,
    );
  }

  /** Whether there are such rows. */
  get isUsed(): boolean {
    return this.#rows.length > 0;
  }

  /** What the pod adds, and what these rows add; the very same object when they add nothing. */
  extend(bytes: Buffer, object: JsonObject, pod: Enrichment): Enrichment {
    if (this.#rows.length === 0) return pod;
    const attributes = this.#rows.flatMap(({ path, tagKey }): MappedAttribute[] => {
      const value = valueInLine(bytes, object, path);
      return value === undefined ? [] : [{ key: tagKey, value }];
    });
    if (attributes.length === 0) return pod;
    const tags = attributes.flatMap(({ key, value }) => tag(key, value) ?? []);
    return {
      ...pod,
      attributes: [...pod.attributes, ...attributes],
      mappedTags: [...pod.mappedTags, ...tags],
    };
  }
}

function valueInLine(bytes: Buffer, object: JsonObject, path: string): string | undefined {
  const top: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const { keyStart, keyEnd, valueStart, valueEnd } of object.members) {
    const key = decodeString(bytes, keyStart, keyEnd);
    if (path !== key && !path.startsWith(`${key}.`)) continue;
    top[key] = parseValue(bytes, valueStart, valueEnd);
  }
  return valueAt(top, path);
}
