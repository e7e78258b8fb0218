/** A container image's reference, taken apart. */
export interface Image {
  /** With registry, without tag and digest. */
  readonly longName: string;
  readonly registry: string | undefined;
  /** After the last slash. */
  readonly shortName: string;
  readonly tag: string | undefined;
}

/**
 * Splits `registry/path/name:tag@sha256:…`; `undefined` where there is no name in it (empty, or a bare `sha256:…`).
 * Source: datadog-agent `pkg/util/containers/image`, `SplitImageName`.
 */
export function splitImage(reference: string): Image | undefined {
  if (reference === '' || reference.startsWith('sha256:')) return undefined;
  const digest = reference.lastIndexOf('@sha');
  const named = digest > 0 ? reference.slice(0, digest) : reference;
  const firstSlash = named.indexOf('/');
  const lastSlash = named.lastIndexOf('/');
  const colon = named.lastIndexOf(':');
  const hasTag = colon > lastSlash;
  const longName = hasTag ? named.slice(0, colon) : named;
  return {
    longName,
    registry: firstSlash === lastSlash ? undefined : named.slice(0, firstSlash),
    shortName: longName.slice(lastSlash + 1),
    tag: hasTag ? named.slice(colon + 1) || undefined : undefined,
  };
}

/** The reference of a container's image, or its image id where the reference is missing or a bare digest. */
export function imageReference(
  reference: string | undefined,
  imageId: string | undefined,
): string | undefined {
  const isNamed = reference !== undefined && reference !== '' && !reference.startsWith('sha256:');
  return isNamed ? reference : imageId || reference;
}

/** The image of a container. */
export function containerImage(
  reference: string | undefined,
  imageId: string | undefined,
): Image | undefined {
  return splitImage(imageReference(reference, imageId) ?? '');
}
