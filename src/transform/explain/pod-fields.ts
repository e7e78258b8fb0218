import type { KubernetesMetadata } from '../../fluent-bit/metadata.ts';

/**
 * Tells what comes of which fields of a pod's metadata: those without which, or with another value of which, it would not come. Values
 * do not tell, for label, container and image often have the same name. `make` makes what is asked about; `undefined` for what does
 * not come of the metadata at all.
 */
export function fieldsBehind<Made>(
  metadata: KubernetesMetadata,
  make: (metadata: KubernetesMetadata) => Made,
): (holds: (made: Made) => boolean) => string | undefined {
  const made = make(metadata);
  const fields = fieldsOf(metadata).map(({ name, variants }) => ({ name, others: variants.map(make) }));
  return (holds) => {
    if (!holds(made)) return undefined;
    const behind = fields.filter(({ others }) => !others.every(holds));
    // Two that say the same: without one of them the other still does.
    if (behind.length === 0) return 'several fields of the kubernetes map';
    return behind.map(({ name }) => `kubernetes.${name}`).join(', ');
  };
}

interface Field {
  readonly name: string;
  /** The metadata without the field, and with another value in it. */
  readonly variants: readonly KubernetesMetadata[];
}

function fieldsOf(metadata: KubernetesMetadata): Field[] {
  const { labels: _labels, annotations: _annotations, ownerReferences, ...texts } = metadata;
  const fields: Field[] = [];
  for (const [member, value] of Object.entries(texts))
    fields.push({
      // Fluent Bit's names are ours with underscores.
      name: member.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      variants: [
        { ...metadata, [member]: undefined },
        { ...metadata, [member]: value && other(value) },
      ],
    });
  for (const member of ['labels', 'annotations'] as const)
    for (const [key, value] of metadata[member])
      fields.push({
        name: `${member}.${key}`,
        variants: [
          { ...metadata, [member]: withoutKey(metadata[member], key) },
          { ...metadata, [member]: new Map(metadata[member]).set(key, other(value)) },
        ],
      });
  const others = ownerReferences.map(({ kind, name, controller }) => ({
    kind,
    name: other(name),
    controller,
  }));
  const variants = [
    { ...metadata, ownerReferences: [] },
    { ...metadata, ownerReferences: others },
  ];
  return [...fields, { name: 'ownerReferences', variants }];
}

/** Another value at both ends: an image's name is at its beginning, its tag at its end. */
function other(value: string): string {
  return `x${value}x`;
}

function withoutKey(map: ReadonlyMap<string, string>, key: string): ReadonlyMap<string, string> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
