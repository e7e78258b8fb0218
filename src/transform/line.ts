import { Buffer } from 'node:buffer';
import { ByteWriter } from '../codec/byte-writer.ts';
import type { TransformConfig } from '../config/transform.ts';
import { parseRfc3339Ms } from '../fluent-bit/rfc3339.ts';
import { restructure, sortEdits, writeEdited, type ByteSink, type Edit } from '../json/edit.ts';
import { findMembers, type JsonObject } from '../json/object.ts';
import { malformed } from '../json/scan.ts';
import { encodeString } from '../json/strings.ts';
import { AttributeFinder, slot } from './attributes.ts';
import { readDdtags, type OwnDdtags } from './ddtags.ts';
import { cutDdtags, readJsonMessage, type JsonMessage } from './json-message.ts';
import { LineMapping } from './line-mapping.ts';
import { planMessage, type MessagePlan } from './message.ts';
import type { UntouchedReason } from './outcome.ts';
import { member, tagsOf, type Enrichment } from './pod.ts';
import { Pods } from './pods.ts';
import { untouchedReason } from './untouched.ts';

export type LineOutcome =
  | { readonly kind: 'enriched'; readonly hops: number; readonly replacesDdtags: boolean }
  | { readonly kind: 'untouched'; readonly reason: UntouchedReason };

/** How often a record is put back on its stream at most. */
export const maxHops = 3;

const statusOf = { stderr: Buffer.from('"status":"error"'), stdout: Buffer.from('"status":"info"') };
const streamOf = { stderr: Buffer.from('"stream":"stderr"'), stdout: Buffer.from('"stream":"stdout"') };
const partialLogtag = Buffer.from('"logtag":"P"');

/** Turns one line of a record into what Datadog should get. The order of the steps is the order of docs/transform.md. */
export class LineTransform {
  readonly #config: TransformConfig;
  readonly #found: AttributeFinder;
  readonly #pods: Pods;
  readonly #mapping: LineMapping;
  readonly #appended = new ByteWriter();
  readonly #unsettled = new ByteWriter();

  constructor(config: TransformConfig) {
    this.#config = config;
    this.#found = new AttributeFinder(config.tagMapping.map(({ tagKey }) => tagKey));
    this.#pods = new Pods(config);
    this.#mapping = new LineMapping(config.tagMapping);
  }

  /** Lines that follow come from this stream: its account and region are tags. */
  useStream(streamArn: string | undefined): void {
    this.#pods.useStream(streamArn);
  }

  /** Writes the line `bytes[start, end)`, enriched or as it is, to `sink`. */
  transform(
    bytes: Buffer,
    start: number,
    end: number,
    arrivalTimeMs: number | undefined,
    sink: ByteSink,
  ): LineOutcome {
    const object = findMembers(bytes, start, end, (keyStart, keyEnd, valueStart) =>
      isKubernetes(bytes, keyStart, keyEnd) ? this.#pods.endOf(bytes, valueStart, end) : malformed,
    );
    if (object === undefined) return untouched(bytes, start, end, sink, untouchedReason(bytes, start, end));
    this.#found.read(bytes, object);
    if (this.#isEnvelope(bytes)) return untouched(bytes, start, end, sink, 'cloudwatch_envelope');
    const plan = planMessage(bytes, object, this.#found, this.#config.keepLog);
    const settles = !plan.leavesLog && !(plan.edits.length > 0 && this.#found.isRepeated(slot.log));
    const target = settles ? sink : this.#unsettled;
    if (!settles) this.#unsettled.reset();
    const outcome = this.#enrich(bytes, start, end, object, plan, arrivalTimeMs, target);
    if (!settles) this.#settle(arrivalTimeMs, sink);
    return outcome;
  }

  /** Once more, for a line with a second `log`: what it gained may have made that one a twin. */
  #settle(arrivalTimeMs: number | undefined, sink: ByteSink): void {
    const bytes = this.#unsettled.toBuffer();
    const object = findMembers(bytes, 0, bytes.length)!;
    this.#found.read(bytes, object);
    const plan = planMessage(bytes, object, this.#found, this.#config.keepLog);
    this.#enrich(bytes, 0, bytes.length, object, plan, arrivalTimeMs, sink);
  }

  #enrich(
    bytes: Buffer,
    start: number,
    end: number,
    object: JsonObject,
    plan: MessagePlan,
    arrivalTimeMs: number | undefined,
    sink: ByteSink,
  ): LineOutcome {
    const inner = plan.content && readJsonMessage(bytes, plan.content.start, plan.content.end);
    const pod = this.#pods.of(bytes, object, this.#found);
    const edits: Edit[] = [...plan.edits];
    this.#appended.reset();
    this.#appendTime(bytes, plan, inner, arrivalTimeMs);
    this.#appendStream(bytes, plan, inner);
    const writesPod = this.#appendPod(bytes, object, inner, pod, edits);
    if (inner?.ddtags !== undefined && this.#config.tagsAs !== 'attributes') {
      edits.push(...cutDdtags(bytes, plan.content!.start, plan.content!.end));
    }
    const hops = this.#hops(bytes);
    const dropsMap = this.#config.kubernetesAttributes === 'drop' && writesPod;
    const isCut = (index: number): boolean => {
      const at = this.#found.slotOf(bytes, object.members[index]!.keyStart, object.members[index]!.keyEnd);
      return (
        (at === slot.log && plan.dropsLog) ||
        (at === slot.kubernetes && dropsMap) ||
        (at === slot.hops && hops > 0)
      );
    };
    const cuts = plan.dropsLog || dropsMap || hops > 0 ? isCut : never;
    edits.push(...restructure(object, cuts, this.#appended.view()));
    writeEdited(bytes, start, end, sortEdits(edits), sink);
    return { kind: 'enriched', hops, replacesDdtags: this.#replacesDdtags(bytes, inner) };
  }

  /** `timestamp` in epoch ms, unless the line or a JSON message in it is dated. */
  #appendTime(
    bytes: Buffer,
    plan: MessagePlan,
    inner: JsonMessage | undefined,
    arrivalTimeMs: number | undefined,
  ): void {
    if (this.#found.at(slot.date) !== undefined || inner?.hasDate === true) return;
    const time = plan.prefix?.timeMs ?? this.#timeAttribute(bytes) ?? arrivalTimeMs;
    if (time !== undefined) this.#append(Buffer.from(`"timestamp":${time}`, 'latin1'));
  }

  #timeAttribute(bytes: Buffer): number | undefined {
    const time = this.#found.at(slot.time);
    if (time === undefined || bytes[time.valueStart] !== 0x22) return undefined;
    return parseRfc3339Ms(bytes, time.valueStart + 1, time.valueEnd - 1);
  }

  /** `status` from the stream, unless there is one; and what a cut prefix said of the stream. */
  #appendStream(bytes: Buffer, plan: MessagePlan, inner: JsonMessage | undefined): void {
    const stream = plan.prefix?.stream ?? this.#streamAttribute(bytes);
    const hasStatus = this.#found.at(slot.status) !== undefined || inner?.hasStatus === true;
    if (stream !== undefined && !hasStatus) this.#append(statusOf[stream]);
    if (plan.prefix === undefined || !plan.cutsPrefix) return;
    if (this.#found.at(slot.stream) === undefined) this.#append(streamOf[plan.prefix.stream]);
    if (plan.prefix.partial && this.#found.at(slot.logtag) === undefined) this.#append(partialLogtag);
  }

  #streamAttribute(bytes: Buffer): 'stdout' | 'stderr' | undefined {
    const stream = this.#found.at(slot.stream);
    if (stream === undefined || stream.valueEnd - stream.valueStart !== 8) return undefined;
    const text = bytes.toString('latin1', stream.valueStart, stream.valueEnd);
    return text === '"stdout"' ? 'stdout' : text === '"stderr"' ? 'stderr' : undefined;
  }

  /** Appends tags, flattened attributes, `service` and `ddsource`; answers whether something of the mapping was written. */
  #appendPod(
    bytes: Buffer,
    object: JsonObject,
    inner: JsonMessage | undefined,
    pod: Enrichment,
    edits: Edit[],
  ): boolean {
    const { tagsAs } = this.#config;
    const enrichment = this.#mapping.extend(bytes, object, pod);
    const own = this.#found.at(slot.ddtags);
    const ownTags = tagsAs === 'attributes' ? undefined : own;
    const innerTags = tagsAs === 'attributes' ? undefined : inner?.ddtags;
    const hasService = this.#found.at(slot.service) !== undefined || inner?.hasService === true;
    const hasSource = this.#found.at(slot.ddsource) !== undefined || inner?.hasSource === true;
    const isPlain = own === undefined && innerTags === undefined && !hasService && !hasSource;
    if (isPlain && enrichment === pod && !this.#hasMapped(pod)) {
      if (pod.members.length > 0) this.#append(pod.members);
    } else {
      const members = this.#attributes(enrichment);
      if (!hasService && enrichment.service !== undefined) members.push(member('service', enrichment.service));
      if (!hasSource && enrichment.source !== undefined) members.push(member('ddsource', enrichment.source));
      if (members.length > 0) this.#append(Buffer.from(members.join(',')));
      if (tagsAs !== 'attributes') {
        const outer = ownTags && readDdtags(bytes, ownTags.valueStart, ownTags.valueEnd);
        this.#writeTags(enrichment, outer, innerTags, edits);
      }
    }
    return enrichment.attributes.length > 0;
  }

  /** Puts the line's tags where its `ddtags` stands, or appends them. */
  #writeTags(
    enrichment: Enrichment,
    outer: OwnDdtags | undefined,
    inner: OwnDdtags | undefined,
    edits: Edit[],
  ): void {
    const tags = tagsOf([...(outer?.tags ?? []), ...(inner?.tags ?? [])], enrichment, this.#pods.known).join(',');
    const own = this.#found.at(slot.ddtags);
    if (own === undefined) {
      if (tags !== '') this.#append(Buffer.from(member('ddtags', tags)));
    } else if (outer?.text !== tags) {
      edits.push({ start: own.valueStart, end: own.valueEnd, insert: encodeString(tags) });
    }
  }

  #attributes({ attributes }: Enrichment): string[] {
    if (this.#config.tagsAs === 'ddtags') return [];
    return attributes.filter(({ key }) => !this.#found.has(key)).map(({ key, value }) => member(key, value));
  }

  #hasMapped({ attributes }: Enrichment): boolean {
    for (const { key } of attributes) if (this.#found.has(key)) return true;
    return false;
  }

  /** How often the record was put back so far; 0 for anything but our own count. */
  #hops(bytes: Buffer): number {
    const hops = this.#found.at(slot.hops);
    if (hops === undefined || hops.valueEnd - hops.valueStart !== 1) return 0;
    const digit = bytes[hops.valueStart]! - 0x30;
    return digit >= 1 && digit <= maxHops ? digit : 0;
  }

  #replacesDdtags(bytes: Buffer, inner: JsonMessage | undefined): boolean {
    if (this.#config.tagsAs === 'attributes') return false;
    const own = this.#found.at(slot.ddtags);
    return inner?.ddtags?.isReadable === false || (own !== undefined && !isTagList(bytes[own.valueStart]!));
  }

  /** A CloudWatch Logs subscription message: Datadog reads it itself. */
  #isEnvelope(bytes: Buffer): boolean {
    const type = this.#found.at(slot.messageType);
    if (type === undefined || this.#found.at(slot.kubernetes) !== undefined) return false;
    const text = bytes.toString('latin1', type.valueStart, type.valueEnd);
    return text === '"DATA_MESSAGE"' || text === '"CONTROL_MESSAGE"';
  }

  #append(members: Buffer): void {
    if (this.#appended.length > 0) this.#appended.write(comma, 0, 1);
    this.#appended.write(members, 0, members.length);
  }
}

const comma = Buffer.from(',');
const kubernetesKey = Buffer.from('"kubernetes"');

function never(): boolean {
  return false;
}

function isKubernetes(bytes: Buffer, keyStart: number, keyEnd: number): boolean {
  if (keyEnd - keyStart !== kubernetesKey.length) return false;
  for (let index = 1; index < kubernetesKey.length; index++) {
    if (bytes[keyStart + index] !== kubernetesKey[index]) return false;
  }
  return true;
}

/** A string or an array can hold tags. */
function isTagList(first: number): boolean {
  return first === 0x22 || first === 0x5b;
}

function untouched(
  bytes: Buffer,
  start: number,
  end: number,
  sink: ByteSink,
  reason: UntouchedReason,
): LineOutcome {
  sink.write(bytes, start, end);
  return { kind: 'untouched', reason };
}
