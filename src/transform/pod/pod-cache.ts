import type { Buffer } from 'node:buffer';
import type { TransformConfig } from '../../config/transform.ts';
import { tagsOfEcs } from '../../datadog/ecs-tags.ts';
import { namespaceTags } from '../../datadog/kubernetes/namespace-tags.ts';
import { tag } from '../../datadog/tags.ts';
import { readEcsMetadata, type EcsMetadata } from '../../fluent-bit/ecs.ts';
import { readNamespaceMetadata } from '../../fluent-bit/namespace.ts';
import { parseStreamArn } from '../../firehose/arn.ts';
import {
  emptyMetadata,
  isLiftedField,
  readKubernetesMap,
  readKubernetesNamespace,
  readLiftedMetadata,
  type KubernetesMetadata,
} from '../../fluent-bit/metadata.ts';
import type { JsonObject, Member } from '../../json/object.ts';
import { decodeString, parseValue } from '../../json/strings.ts';
import { enrichmentOf, type Enrichment, type StaticKnowledge, type Surroundings } from './enrichment.ts';
import { addsNothing, keptMembers, showsContainer } from './kept-map.ts';
import { PodMemo, type PodEntry } from './pod-memo.ts';

/** A pod by the bytes of its `kubernetes` map, with what it adds to a line. */
export type CachedPod = PodEntry<Enrichment>;

/** What a line holds of its pod's metadata. */
export interface PodSource {
  readonly bytes: Buffer;
  readonly object: JsonObject;
  readonly attributes: {
    readonly kubernetes: Member | undefined;
    readonly kubernetesNamespace: Member | undefined;
    readonly logtag: Member | undefined;
    readonly stream: Member | undefined;
    readonly ecsTaskArn: Member | undefined;
    readonly ecsTaskDefinition: Member | undefined;
  };
  readonly prefix: unknown;
  /** The pod of the `kubernetes` map. */
  readonly pod: CachedPod | undefined;
}

/** Finds what a pod's metadata add to a line, wherever Fluent Bit's configuration put them. */
export class PodCache {
  readonly #config: TransformConfig;
  #streamArn: string | undefined;
  #known: StaticKnowledge;
  #memo = new PodMemo<Enrichment>();
  #noPod: Enrichment;
  #unknown: Enrichment;

  constructor(config: TransformConfig) {
    this.#config = config;
    this.#known = { config, tags: staticTags(config, undefined) };
    this.#noPod = enrichmentOf(undefined, undefined, this.#known, { origin: 'kubernetes', furtherTags: [] });
    this.#unknown = enrichmentOf(undefined, undefined, this.#known);
  }

  get known(): StaticKnowledge {
    return this.#known;
  }

  /** Lines that follow come from this stream: its account and region are tags. */
  useStream(streamArn: string | undefined): void {
    if (streamArn === this.#streamArn) return;
    this.#streamArn = streamArn;
    this.#known = { config: this.#config, tags: staticTags(this.#config, streamArn) };
    this.#noPod = enrichmentOf(undefined, undefined, this.#known, { origin: 'kubernetes', furtherTags: [] });
    this.#unknown = enrichmentOf(undefined, undefined, this.#known);
    this.#memo = new PodMemo();
  }

  /** The pod whose map begins at `start`, if it was met before. */
  matchAt(bytes: Buffer, start: number, end: number): CachedPod | undefined {
    return this.#memo.matchAt(bytes, start, end);
  }

  /** The pod of a complete map. */
  podOf(bytes: Buffer, { valueStart, valueEnd }: Member): CachedPod {
    return this.#memo.getOrCreate(bytes, valueStart, valueEnd, (map) => this.#enrichmentOfMap(map));
  }

  /** What its pod adds to a line, be it named by the map, by `kubernetes_namespace` or by fields lifted to the top level. */
  enrichmentFor(source: PodSource): Enrichment {
    const { bytes, object, attributes, pod } = source;
    const { kubernetes, kubernetesNamespace } = attributes;
    if (kubernetesNamespace === undefined && pod !== undefined) return pod.value;
    const value: unknown = kubernetesNamespace && parse(bytes, kubernetesNamespace);
    const namespace = readNamespaceMetadata(value);
    const furtherTags = namespace === undefined ? noTags : namespaceTags(namespace, this.#config);
    const isWhole = pod?.value.hasNamespace === true && pod.value.keptMap === undefined;
    if (isWhole && furtherTags.length === 0) return pod.value;
    const name = kubernetesNamespace && readKubernetesNamespace(value);
    if (kubernetes !== undefined) return this.#enrichmentOfMap(textOf(bytes, kubernetes), name, furtherTags);
    if (isEcs(source)) return this.#enrichmentOfEcs(source);
    const lifted =
      readLiftedMetadata(liftedFields(bytes, object)) ?? (name === undefined ? undefined : emptyMetadata);
    if (lifted !== undefined)
      return enrichmentOf(withNamespace(lifted, name), undefined, this.#known, {
        origin: 'kubernetes',
        furtherTags,
      });
    return fromRuntime(source) ? this.#noPod : this.#unknown;
  }

  #enrichmentOfMap(text: Buffer, namespace?: string, furtherTags: readonly string[] = noTags): Enrichment {
    const names = this.#config.kubernetesAttributes;
    const whole = this.#enrichmentOfWhole(text, namespace, furtherTags);
    if (typeof names === 'string') return whole;
    const keptMap = keptMembers(text, names);
    if (keptMap === undefined) return { ...whole, isLeftover: !showsContainer(names) };
    const left = this.#enrichmentOfWhole(keptMap, namespace, furtherTags);
    return whole.attributes.length > 0 && addsNothing(left, whole) ? { ...whole, keptMap } : whole;
  }

  #enrichmentOfWhole(
    text: Buffer,
    namespace: string | undefined,
    furtherTags: readonly string[],
  ): Enrichment {
    const map: unknown = JSON.parse(text.toString());
    const metadata = readKubernetesMap(map) ?? (namespace === undefined ? undefined : emptyMetadata);
    const surroundings: Surroundings = { origin: 'kubernetes', furtherTags };
    return enrichmentOf(metadata && withNamespace(metadata, namespace), map, this.#known, surroundings);
  }

  #enrichmentOfEcs({ bytes, object }: PodSource): Enrichment {
    const fields = new Map(
      object.members.map(({ keyStart, keyEnd, valueStart, valueEnd }) => [
        decodeString(bytes, keyStart, keyEnd),
        { keyStart, keyEnd, valueStart, valueEnd },
      ]),
    );
    const metadata = readEcsMetadata((name) => {
      const member = fields.get(name);
      return member && parse(bytes, member);
    });
    if (metadata === undefined) return this.#unknown;
    const enrichment = enrichmentOf(undefined, undefined, this.#known, {
      origin: 'ecs',
      furtherTags: tagsOfEcs(metadata),
    });
    return { ...enrichment, container: containerOfEcs(metadata) };
  }
}

const noTags: readonly string[] = [];

/** Whether FireLens may have written the line. */
function isEcs({ attributes: { ecsTaskArn, ecsTaskDefinition } }: PodSource): boolean {
  return ecsTaskArn !== undefined || ecsTaskDefinition !== undefined;
}

/** Whether a container runtime wrote the line: it has a CRI prefix, or what a parser made of one. */
function fromRuntime({ prefix, attributes: { logtag, stream } }: PodSource): boolean {
  return prefix !== undefined || logtag !== undefined || stream !== undefined;
}

/** The task stands for the pod. */
function containerOfEcs({ taskArn, containerId, containerName }: EcsMetadata): KubernetesMetadata {
  return { ...emptyMetadata, podId: taskArn, dockerId: containerId, containerName };
}

function withNamespace(metadata: KubernetesMetadata, name: string | undefined): KubernetesMetadata {
  return { ...metadata, namespaceName: metadata.namespaceName ?? name };
}

function liftedFields(bytes: Buffer, object: JsonObject): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const member of object.members) {
    const key = decodeString(bytes, member.keyStart, member.keyEnd);
    if (isLiftedField(key)) fields.set(key, parse(bytes, member));
  }
  return fields;
}

function parse(bytes: Buffer, { valueStart, valueEnd }: Member): unknown {
  return parseValue(bytes, valueStart, valueEnd);
}

function textOf(bytes: Buffer, { valueStart, valueEnd }: Member): Buffer {
  return bytes.subarray(valueStart, valueEnd);
}

/** `DD_TAGS` and `kube_cluster_name`, then what EKS and the stream's ARN say of every line. */
function staticTags(config: TransformConfig, streamArn: string | undefined): string[] {
  const stream = parseStreamArn(streamArn);
  const fromStream = stream ? [tag('region', stream.region), tag('aws_account', stream.accountId)] : [];
  return [...config.staticTags, 'kube_distribution:eks', ...fromStream.filter((item) => item !== undefined)];
}
