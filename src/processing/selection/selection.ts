import { annotation, type KubernetesMetadata } from '../../fluent-bit/metadata.ts';
import { imageReference } from '../../datadog/image.ts';
import type { Filter, FilterPair } from './filters.ts';

export type Selection =
  | { readonly kind: 'selected' }
  /** `by` is the filter or the annotation that excludes the container. */
  | { readonly kind: 'excluded'; readonly by: string };

/** Decides whether the logs of a container are wanted. */
export type Selector = (metadata: KubernetesMetadata) => Selection;

const selected: Selection = { kind: 'selected' };

/** Go's `strconv.ParseBool`. */
const trueWords: ReadonlySet<string> = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);

/**
 * A container is excluded by an annotation of its pod, else by an exclude filter that no include filter of the same pair outweighs.
 * The filters for all products and those for logs do not know of each other.
 * Source: Datadog documentation, container discovery management; datadog-agent `comp/core/workloadfilter`.
 */
export function createSelector(pairs: readonly FilterPair[]): Selector {
  return (metadata) => {
    const key = excludingAnnotation(metadata);
    if (key !== undefined) return { kind: 'excluded', by: key };
    for (const { exclude, include } of pairs) {
      const filter = exclude.find((one) => matches(one, metadata));
      if (filter !== undefined && !include.some((one) => matches(one, metadata)))
        return { kind: 'excluded', by: filter.text };
    }
    return selected;
  };
}

function excludingAnnotation(metadata: KubernetesMetadata): string | undefined {
  const { annotations, containerName } = metadata;
  if (annotations.size === 0) return undefined;
  const prefixes = containerName === undefined ? [''] : ['', `${containerName}.`];
  return prefixes
    .flatMap((prefix) => [`ad.datadoghq.com/${prefix}exclude`, `ad.datadoghq.com/${prefix}logs_exclude`])
    .find((key) => trueWords.has(annotation(metadata, key) ?? ''));
}

/** What is not known is matched by no filter. */
function matches({ field, pattern }: Filter, metadata: KubernetesMetadata): boolean {
  const value = valueOf(field, metadata);
  return value !== undefined && value !== '' && pattern.test(value);
}

function valueOf(field: Filter['field'], metadata: KubernetesMetadata): string | undefined {
  if (field === 'name') return metadata.containerName;
  if (field === 'kube_namespace') return metadata.namespaceName;
  const image = imageReference(metadata.containerImage, metadata.containerHash);
  return image === undefined || image === '' || image.includes(':') ? image : `${image}:`;
}
