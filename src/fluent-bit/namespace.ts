import { textMap, textOf } from './metadata-fields.ts';

/** What Fluent Bit knows of a namespace. */
export interface NamespaceMetadata {
  readonly name: string | undefined;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
}

/**
 * Reads the parsed value of a record's `kubernetes_namespace` (Fluent Bit 3.0 and later, with `Namespace_Labels` or
 * `Namespace_Annotations`): name, labels, annotations. What has a wrong type is left out; `undefined` where nothing is left.
 */
export function readNamespaceMetadata(value: unknown): NamespaceMetadata | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const fields = new Map<string, unknown>(Object.entries(value));
  const metadata = {
    name: textOf(fields.get('name')),
    labels: textMap(fields.get('labels')),
    annotations: textMap(fields.get('annotations')),
  };
  const isEmpty =
    metadata.name === undefined && metadata.labels.size === 0 && metadata.annotations.size === 0;
  return isEmpty ? undefined : metadata;
}
