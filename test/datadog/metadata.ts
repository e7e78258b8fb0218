import { emptyMetadata, type KubernetesMetadata } from '../../src/fluent-bit/metadata.ts';

type Texts = Omit<KubernetesMetadata, 'labels' | 'annotations'>;
type Maps = { readonly labels?: Record<string, string>; readonly annotations?: Record<string, string> };

/** Metadata with the given fields and nothing else. */
export function metadataWith({
  labels = {},
  annotations = {},
  ...texts
}: Partial<Texts> & Maps): KubernetesMetadata {
  return {
    ...emptyMetadata,
    ...texts,
    labels: new Map(Object.entries(labels)),
    annotations: new Map(Object.entries(annotations)),
  };
}
