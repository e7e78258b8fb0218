import { noTagRules, parseTagRules, type TagRules } from '../datadog/labels-as-tags.ts';
import { cleanTag, tag } from '../datadog/tags.ts';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { transformVariables, type Variable } from './variables.ts';

/** A record's attribute and the tag key that its value gets. */
export interface TagMappingRow {
  /** Dotted path from the top of the line, such as `kubernetes.namespace_name`. */
  readonly path: string;
  readonly tagKey: string;
}

export interface TransformConfig {
  readonly tagsAs: 'ddtags' | 'attributes' | 'both';
  readonly tagMapping: readonly TagMappingRow[];
  readonly kubernetesAttributes: 'keep' | 'drop';
  readonly keepLog: boolean;
  readonly agentDefaults: boolean;
  readonly labelsAsTags: TagRules;
  readonly annotationsAsTags: TagRules;
  /** Cleaned `key:value` tags of `DD_TAGS`, then `kube_cluster_name`. */
  readonly staticTags: readonly string[];
  readonly env: string | undefined;
  readonly service: string | undefined;
  readonly source: string | undefined;
}

/** The four mappings of Datadog's EKS Fargate guide. */
export const guideMapping: readonly TagMappingRow[] = [
  { path: 'kubernetes.container_name', tagKey: 'kube_container_name' },
  { path: 'kubernetes.namespace_name', tagKey: 'kube_namespace' },
  { path: 'kubernetes.pod_name', tagKey: 'pod_name' },
  { path: 'kubernetes.docker_id', tagKey: 'container_id' },
];

/** The environment of a Lambda function. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the transform's configuration; throws one `ConfigError` that lists everything wrong with it. */
export function parseTransformConfig(environment: Environment): TransformConfig {
  const reader = new Reader(environment);
  const v = transformVariables;
  const config: TransformConfig = {
    tagsAs: reader.oneOf(v.TAGS_AS, ['ddtags', 'attributes', 'both'] as const),
    tagMapping: reader.parsed(v.TAG_MAPPING, parseTagMapping),
    kubernetesAttributes: reader.oneOf(v.KUBERNETES_ATTRIBUTES, ['keep', 'drop'] as const),
    keepLog: reader.oneOf(v.KEEP_LOG, ['true', 'false'] as const) === 'true',
    agentDefaults: reader.oneOf(v.DD_AGENT_DEFAULTS, ['true', 'false'] as const) === 'true',
    labelsAsTags: reader.parsed(v.DD_KUBERNETES_POD_LABELS_AS_TAGS, parseRules),
    annotationsAsTags: reader.parsed(v.DD_KUBERNETES_POD_ANNOTATIONS_AS_TAGS, parseRules),
    staticTags: [
      ...reader.parsed(v.DD_TAGS, parseStaticTags),
      ...reader.parsed(v.DD_CLUSTER_NAME, (value) => tagValue('kube_cluster_name', value)),
    ],
    env: reader.parsed(v.DD_ENV, (value) => tagValue('env', value)).at(0),
    service: reader.text(v.DD_SERVICE),
    source: reader.text(v.DD_SOURCE),
  };
  reader.finish();
  return config;
}

/** Reads variables one by one and remembers what is wrong with them; a wrong one reads as its fallback. */
class Reader {
  readonly #environment: Environment;
  readonly #problems: ConfigProblem[] = [];

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  text({ name }: Variable): string | undefined {
    return this.#environment[name]?.trim() || undefined;
  }

  oneOf<T extends string>(variable: Variable, allowed: readonly T[]): T {
    const value = this.text(variable) ?? variable.fallback;
    const found = allowed.find((word) => word === value.toLowerCase());
    return (
      found ??
      this.#wrong(
        variable,
        value,
        allowed.find((word) => word === variable.fallback)!,
      )
    );
  }

  /** `parse` answers `undefined` for a value that is not allowed; it must take the empty text. */
  parsed<T>(variable: Variable, parse: (value: string) => T | undefined): T {
    const value = this.text(variable) ?? '';
    return parse(value) ?? this.#wrong(variable, value, parse('')!);
  }

  finish(): void {
    if (this.#problems.length > 0) throw new ConfigError(this.#problems);
  }

  #wrong<T>({ name, allowed }: Variable, value: string, fallback: T): T {
    this.#problems.push({ variable: name, value, allowed });
    return fallback;
  }
}

function parseTagMapping(value: string): TagMappingRow[] | undefined {
  const rows = new Map(guideMapping.map(({ path, tagKey }) => [path, tagKey]));
  for (const item of value.split(',').map((part) => part.trim())) {
    if (item === '') continue;
    const colon = item.lastIndexOf(':');
    const path = item.slice(0, colon).trim();
    const tagKey = item.slice(colon + 1).trim();
    const usable = tagKey === '' || cleanTag(`${tagKey}:x`) === `${tagKey}:x`;
    // A tag made of all tags would be one more tag every time the line passes.
    if (colon <= 0 || path === '' || path.includes(':') || path === 'ddtags' || !usable) return undefined;
    rows.set(path, tagKey);
  }
  return [...rows].filter(([, tagKey]) => tagKey !== '').map(([path, tagKey]) => ({ path, tagKey }));
}

function parseRules(value: string): TagRules | undefined {
  const rules = value === '' ? noTagRules : parseTagRules(value);
  return typeof rules === 'string' ? undefined : rules;
}

function parseStaticTags(value: string): string[] | undefined {
  const items = value.split(value.includes(',') ? ',' : /\s+/u).map((item) => item.trim());
  const tags = items
    .filter((item) => item !== '')
    .map((item) => (item.includes(':') ? cleanTag(item) : undefined));
  return tags.every((item) => item?.includes(':')) ? (tags as string[]) : undefined;
}

function tagValue(key: string, value: string): string[] | undefined {
  if (value === '') return [];
  const cleaned = tag(key, value);
  return cleaned === undefined ? undefined : [cleaned];
}
