import { annotation, type KubernetesMetadata } from '../fluent-bit/metadata.ts';
import { lowerCaseFields } from '../json/fields.ts';
import { resolveTemplate } from './autodiscovery-template.ts';
import { logsAnnotationOf } from './logs-annotation.ts';
import { cleanTag, tag } from './tags.ts';

/** What a pod asks for the logs of its container: `logsAnnotationOf`. */
export interface LogsConfig {
  readonly source: string | undefined;
  readonly service: string | undefined;
  readonly tags: readonly string[];
}

type JsonObject = Readonly<Record<string, unknown>>;

/** Types of log configurations that are about something else than the container's own output. */
const otherTypes: ReadonlySet<unknown> = new Set(['file', 'tcp', 'udp', 'journald', 'windows_event']);

/**
 * Tags of the annotations `ad.datadoghq.com/tags` and `ad.datadoghq.com/<container>.tags`: a JSON object whose values are scalars
 * or arrays of them, one tag each; a `+` before a key (high cardinality) is cut. Anything else is ignored.
 * Source: datadog-agent `comp/core/tagger/collectors`, `parseJSONValue`.
 */
export function autodiscoveryTags(metadata: KubernetesMetadata): readonly string[] {
  const { containerName } = metadata;
  const ofContainer = containerName === undefined ? [] : [`ad.datadoghq.com/${containerName}.tags`];
  const annotations = ['ad.datadoghq.com/tags', ...ofContainer];
  return annotations.flatMap((key) => {
    const value = parseJson(annotation(metadata, key));
    return isObject(value) ? Object.entries(value).flatMap((entry) => tagsOfEntry(metadata, ...entry)) : [];
  });
}

/**
 * The log configuration of the container: the first one in the JSON array that is not about a file or a port. Keys may be written in
 * any case, as in the Agent.
 * Source: Datadog documentation, Autodiscovery log annotations.
 */
export function logsConfig(metadata: KubernetesMetadata): LogsConfig | undefined {
  const configs = parseJson(logsAnnotationOf(metadata));
  if (!Array.isArray(configs)) return undefined;
  const config = configs
    .map(lowerCaseFields)
    .find((each) => each !== undefined && !otherTypes.has(each['type']));
  if (config === undefined) return undefined;
  return {
    source: text(metadata, config['source']),
    service: text(metadata, config['service']),
    tags: listOf(config['tags']).flatMap((entry) => cleanTag(text(metadata, entry) ?? '') ?? []),
  };
}

function tagsOfEntry(metadata: KubernetesMetadata, key: string, value: unknown): readonly string[] {
  const tagKey = key.startsWith('+') ? key.slice(1) : key;
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((entry) => tag(tagKey, text(metadata, entry)) ?? []);
}

/** The Agent takes a list, and for old configurations a comma-separated string. */
function listOf(value: unknown): readonly unknown[] {
  if (typeof value === 'string') return value.split(',');
  return Array.isArray(value) ? value : [];
}

function text(metadata: KubernetesMetadata, value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return undefined;
  return resolveTemplate(value, metadata)?.trim() || undefined;
}

function parseJson(json: string | undefined): unknown {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
