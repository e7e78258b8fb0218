import { Buffer } from 'node:buffer';
import { RepeatedBytes } from '../../codec/repeated-bytes.ts';
import type { TransformConfig } from '../../config/transform.ts';
import { tag } from '../../datadog/tags.ts';
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
import { decodeString } from '../../json/strings.ts';
import { slot, type AttributeFinder } from '../line/attributes.ts';
import { enrichmentOf, type Enrichment, type StaticKnowledge } from './enrichment.ts';
import { PodMemo } from './pod-memo.ts';

/** A pod whose map was met. */
export interface MetPod {
  readonly enrichment: Enrichment;
  /**
   * The rest of a line that ends with the map: the map, the members that it adds to a line without any of them, brace and newline.
   * One block, so that its base64 is worked out once.
   */
  readonly mapToEnd: Buffer;
}

export interface FoundPod {
  readonly enrichment: Enrichment;
  /** The bytes of the line's `kubernetes` map, as a buffer that many lines share. */
  readonly map: Buffer | undefined;
}

/** Finds the pod's metadata in a line, wherever Fluent Bit's configuration put them, and what they add to it. */
export class Pods {
  readonly #config: TransformConfig;
  #streamArn: string | undefined;
  #known: StaticKnowledge;
  #memo = new PodMemo<MetPod>();
  #noPod: Enrichment;

  constructor(config: TransformConfig) {
    this.#config = config;
    this.#known = { config, tags: staticTags(config, undefined) };
    this.#noPod = enrichmentOf(undefined, undefined, this.#known);
  }

  get known(): StaticKnowledge {
    return this.#known;
  }

  useStream(streamArn: string | undefined): void {
    if (streamArn === this.#streamArn) return;
    this.#streamArn = streamArn;
    this.#known = { config: this.#config, tags: staticTags(this.#config, streamArn) };
    this.#noPod = enrichmentOf(undefined, undefined, this.#known);
    this.#memo = new PodMemo();
  }

  /** Where a `kubernetes` map that was met before ends; `malformed` for a new one. */
  endOf(bytes: Buffer, start: number, end: number): number {
    return this.#memo.endOf(bytes, start, end);
  }

  /** The pod whose map `endOf` recognised last. */
  get lastMet(): MetPod {
    return this.#memo.lastHit!.value;
  }

  of(bytes: Buffer, object: JsonObject, found: AttributeFinder): FoundPod {
    const map = found.at(slot.kubernetes);
    const namespace = found.at(slot.kubernetesNamespace);
    if (map !== undefined) {
      const { valueStart, valueEnd } = map;
      const entry = this.#memo.entryOf(bytes, valueStart, valueEnd, (copy) => this.#meet(copy));
      const { enrichment } = entry.value;
      if (enrichment.hasNamespace || namespace === undefined) return { enrichment, map: entry.bytes };
    }
    const name = namespace && readKubernetesNamespace(parse(bytes, namespace));
    if (map !== undefined) return { enrichment: this.#fromMap(parse(bytes, map), name), map: undefined };
    const lifted =
      readLiftedMetadata(liftedFields(bytes, object)) ?? (name === undefined ? undefined : emptyMetadata);
    const enrichment = lifted && enrichmentOf(withNamespace(lifted, name), undefined, this.#known);
    return { enrichment: enrichment ?? this.#noPod, map: undefined };
  }

  #meet(map: Buffer): MetPod {
    const enrichment = this.#fromMap(JSON.parse(map.toString()));
    const { members } = enrichment;
    const parts = members.length > 0 ? [map, comma, members, lineEnd] : [map, lineEnd];
    return { enrichment, mapToEnd: RepeatedBytes.announce(Buffer.concat(parts)) };
  }

  #fromMap(map: unknown, namespace?: string): Enrichment {
    const metadata = readKubernetesMap(map) ?? (namespace === undefined ? undefined : emptyMetadata);
    return enrichmentOf(metadata && withNamespace(metadata, namespace), map, this.#known);
  }
}

const comma = Buffer.from(',');
const lineEnd = Buffer.from('}\n');

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
  return JSON.parse(bytes.toString('utf8', valueStart, valueEnd));
}

/** `DD_TAGS` and `kube_cluster_name`, then what EKS and the stream's ARN say of every line. */
function staticTags(config: TransformConfig, streamArn: string | undefined): string[] {
  const stream = parseStreamArn(streamArn);
  const fromStream = stream ? [tag('region', stream.region), tag('aws_account', stream.accountId)] : [];
  return [...config.staticTags, 'kube_distribution:eks', ...fromStream.filter((item) => item !== undefined)];
}
