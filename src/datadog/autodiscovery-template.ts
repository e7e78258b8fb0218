import type { KubernetesMetadata } from '../fluent-bit/metadata.ts';

/**
 * Resolves Autodiscovery's template variables as far as the pod's metadata can: `%%host%%`, `%%hostname%%`, `%%kube_namespace%%`,
 * `%%kube_pod_name%%`, `%%kube_pod_uid%%`. `undefined` where a variable is unknown or has no value, since a value with a hole in
 * it would be a wrong one. Source: datadog-agent `pkg/util/tmplvar`.
 */
export function resolveTemplate(template: string, metadata: KubernetesMetadata): string | undefined {
  const parts = template.split('%%');
  const paired = parts.length % 2 === 1 ? parts.length : parts.length - 1;
  let resolved = parts[0]!;
  for (let index = 1; index < paired; index += 2) {
    const value = valueOf(parts[index]!, metadata);
    if (value === undefined) return undefined;
    resolved += value + parts[index + 1]!;
  }
  return paired === parts.length ? resolved : `${resolved}%%${parts.at(-1)!}`;
}

function valueOf(variable: string, metadata: KubernetesMetadata): string | undefined {
  switch (variable) {
    case 'host':
      return metadata.podIp;
    case 'hostname':
    case 'kube_pod_name':
      return metadata.podName;
    case 'kube_namespace':
      return metadata.namespaceName;
    case 'kube_pod_uid':
      return metadata.podId;
    default:
      return undefined;
  }
}
