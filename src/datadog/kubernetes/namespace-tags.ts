import type { NamespaceMetadata } from '../../fluent-bit/namespace.ts';
import { tagsByRules, type TagRules } from '../labels-as-tags.ts';

/** `DD_KUBERNETES_NAMESPACE_LABELS_AS_TAGS` and `DD_KUBERNETES_NAMESPACE_ANNOTATIONS_AS_TAGS`. */
export interface NamespaceTagOptions {
  readonly namespaceLabelsAsTags: TagRules;
  readonly namespaceAnnotationsAsTags: TagRules;
}

/** The clean tags that a namespace's labels and annotations give to the logs of its pods, with the rules of those of pods. */
export function namespaceTags(
  { labels, annotations }: NamespaceMetadata,
  options: NamespaceTagOptions,
): readonly string[] {
  return [
    ...tagsByRules(options.namespaceLabelsAsTags, labels),
    ...tagsByRules(options.namespaceAnnotationsAsTags, annotations),
  ];
}
