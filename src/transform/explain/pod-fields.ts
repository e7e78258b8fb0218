import type { TransformConfig } from '../../config/transform.ts';
import { podTags } from '../../datadog/pod-tags.ts';
import type { KubernetesMetadata } from '../../fluent-bit/metadata.ts';

/** What comes of a pod's metadata. */
export interface MadeOfPod {
  readonly tags: ReadonlySet<string>;
  readonly service: string | undefined;
}

/** What comes of the metadata as they are, and of others that differ in one field. */
interface Tried {
  readonly made: MadeOfPod;
  readonly fields: readonly { readonly name: string; readonly others: readonly MadeOfPod[] }[];
}

/**
 * Tells what comes of which fields of a pod's metadata: those without which, or with another value of which, it would not come. Values
 * do not tell, for label, container and image often have the same name. A pod is tried once, for all of its lines.
 */
export class PodFields {
  readonly #config: TransformConfig;
  readonly #tried = new WeakMap<KubernetesMetadata, Tried>();

  constructor(config: TransformConfig) {
    this.#config = { ...config, agentDefaults: false };
  }

  /** The fields behind what `holds` asks for; `undefined` for what does not come of the metadata at all. */
  behind(metadata: KubernetesMetadata, holds: (made: MadeOfPod) => boolean): string | undefined {
    const { made, fields } = this.#try(metadata);
    if (!holds(made)) return undefined;
    const behind = fields.filter(({ others }) => !others.every(holds));
    // Two that say the same: without one of them the other still does.
    if (behind.length === 0) return 'several fields of the kubernetes map';
    return behind.map(({ name }) => `kubernetes.${name}`).join(', ');
  }

  #try(metadata: KubernetesMetadata): Tried {
    const known = this.#tried.get(metadata);
    if (known !== undefined) return known;
    const make = (pod: KubernetesMetadata): MadeOfPod => {
      const { tags, service } = podTags(pod, this.#config);
      return { tags: new Set(tags), service };
    };
    const fields = fieldsOf(metadata).map(({ name, variants }) => ({ name, others: variants.map(make) }));
    const tried = { made: make(metadata), fields };
    this.#tried.set(metadata, tried);
    return tried;
  }
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
