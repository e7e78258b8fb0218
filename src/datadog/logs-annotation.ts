import { annotation, type KubernetesMetadata } from '../fluent-bit/metadata.ts';
import { fieldsOf, lowerCaseFields, parseJson } from '../json/fields.ts';

/**
 * What a pod asks for the logs of this container, as the text of a JSON array: in `ad.datadoghq.com/<container>.logs`, in the same under
 * its old prefix, or in the `logs` of its checks. `undefined` where it says nothing.
 * Sources: datadog-agent `comp/core/autodiscovery/common/utils`, `annotations.go` and `pod_annotations.go` (`parseChecksJSON`).
 */
export function logsAnnotationOf(metadata: KubernetesMetadata): string | undefined {
  const { containerName } = metadata;
  if (containerName === undefined) return undefined;
  return (
    annotation(metadata, `ad.datadoghq.com/${containerName}.logs`) ??
    annotation(metadata, `service-discovery.datadoghq.com/${containerName}.logs`) ??
    logsOfChecks(annotation(metadata, `ad.datadoghq.com/${containerName}.checks`))
  );
}

/** `{"redisdb": {"instances": […], "logs": […]}}`, a member for each integration. */
function logsOfChecks(json: string | undefined): string | undefined {
  if (json === undefined || !/"logs"/i.test(json)) return undefined;
  const configs = Object.values(fieldsOf(parseJson(json)) ?? {}).flatMap((check) => {
    const logs = lowerCaseFields(check)?.['logs'];
    return Array.isArray(logs) ? (logs as readonly unknown[]) : [];
  });
  return configs.length === 0 ? undefined : JSON.stringify(configs);
}
