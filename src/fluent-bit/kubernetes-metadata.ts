export interface OwnerReference {
  readonly kind: string;
  readonly name: string;
  readonly controller: boolean;
}

/** What Fluent Bit's `kubernetes` filter knows of the container that wrote a line. Nothing here is trusted: all of it is data. */
export interface KubernetesMetadata {
  readonly podName: string | undefined;
  readonly namespaceName: string | undefined;
  readonly podId: string | undefined;
  /** The node's name. */
  readonly host: string | undefined;
  readonly podIp: string | undefined;
  readonly containerName: string | undefined;
  readonly dockerId: string | undefined;
  /** The image id, `repository@sha256:…`. */
  readonly containerHash: string | undefined;
  readonly containerImage: string | undefined;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly ownerReferences: readonly OwnerReference[];
}

/** What is known of a pod of which nothing is known. */
export const emptyMetadata: KubernetesMetadata = {
  podName: undefined,
  namespaceName: undefined,
  podId: undefined,
  host: undefined,
  podIp: undefined,
  containerName: undefined,
  dockerId: undefined,
  containerHash: undefined,
  containerImage: undefined,
  labels: new Map(),
  annotations: new Map(),
  ownerReferences: [],
};
