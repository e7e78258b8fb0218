import type { Buffer } from 'node:buffer';
import { ByteWriter } from '../../codec/byte-writer.ts';
import type { TransformConfig } from '../../config/transform.ts';
import { readCriPrefix, type CriPrefix } from '../../fluent-bit/cri.ts';
import { restructure, sortEdits, writeEdited, type ByteSink, type Edit } from '../../json/edit.ts';
import {
  findMembers,
  findNestedMembers,
  nestedEnd,
  type JsonObject,
  type Member,
} from '../../json/object.ts';
import { malformed } from '../../json/scan.ts';
import { AttributeFinder, slot } from './attributes.ts';
import { canDropMap } from './drop.ts';
import { writeGuideLine } from './guide-line.ts';
import { hopsAt } from '../hops.ts';
import { readJsonMessage, type JsonMessage } from './json-message.ts';
import { LineMapping } from './line-mapping.ts';
import { MemberWriter } from './member-list.ts';
import { planMessage, type MessagePlan } from './message.ts';
import type { UntouchedReason } from '../outcome.ts';
import { Pods } from '../pod/pod-cache.ts';
import { addStatus, addTimestamp } from './date-and-status.ts';
import { addPod } from './tagging.ts';
import { untouchedReason } from './untouched.ts';

export type LineOutcome =
  | { readonly kind: 'enriched'; readonly replacesDdtags: boolean }
  | { readonly kind: 'untouched'; readonly reason: UntouchedReason };

/** One line, read: what the steps of the enrichment look at. */
export interface Line {
  readonly bytes: Buffer;
  readonly object: JsonObject;
  readonly found: AttributeFinder;
  readonly plan: MessagePlan;
  /** The JSON object that the message holds as text, and what it says of itself. */
  readonly nested: JsonObject | undefined;
  readonly inner: JsonMessage | undefined;
}

/** Turns one line of a record into what Datadog should get. */
export class LineTransform {
  readonly #config: TransformConfig;
  readonly #found: AttributeFinder;
  readonly #pods: Pods;
  readonly #mapping: LineMapping;
  readonly #gained = new MemberWriter();
  readonly #unsettled = new ByteWriter();
  readonly #hasShortCut: boolean;
  #bytes: Buffer | undefined;
  #end = 0;
  /** The object in the last string that looked like one, and where it begins. */
  #nested: { readonly start: number; readonly object: JsonObject } | undefined;
  /** The CRI prefix of the last `log`. */
  #prefix: CriPrefix | undefined;

  constructor(config: TransformConfig) {
    this.#config = config;
    this.#found = new AttributeFinder(config.tagMapping.map(({ tagKey }) => tagKey));
    this.#pods = new Pods(config);
    this.#mapping = new LineMapping(config.tagMapping);
    this.#hasShortCut = config.kubernetesAttributes === 'keep' && !this.#mapping.isUsed;
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
    if (this.#hasShortCut && writeGuideLine(bytes, start, end, this.#pods, sink)) return shortCut;
    const object = this.#find(bytes, start, end);
    const reason = object === undefined ? untouchedReason(bytes, start, end) : this.#isEnvelope(bytes);
    if (object === undefined || reason !== undefined) {
      sink.write(bytes, start, end);
      return { kind: 'untouched', reason: reason! };
    }
    const line = this.#read(bytes, object);
    if (!this.#gainsMore(line)) return this.#enrich(line, start, end, arrivalTimeMs, sink);
    this.#unsettled.reset();
    const outcome = this.#enrich(line, start, end, arrivalTimeMs, this.#unsettled);
    this.#settle(arrivalTimeMs, sink);
    return outcome;
  }

  /** Whether what a line gains may decide what else it gains: make a second `log` a twin, or be read by a mapping. */
  #gainsMore({ plan }: Line): boolean {
    return plan.leavesLog || this.#found.hasRepeatedLog || this.#mapping.isUsed;
  }

  /** Takes the line in `#unsettled` round until it gains nothing more, each row of a mapping once, and writes it to `sink`. */
  #settle(arrivalTimeMs: number | undefined, sink: ByteSink): void {
    for (let round = 0; round <= this.#config.tagMapping.length + 1; round++) {
      const text = this.#unsettled.toBuffer();
      const line = this.#read(text, this.#find(text, 0, text.length)!);
      this.#unsettled.reset();
      this.#enrich(line, 0, text.length, arrivalTimeMs, this.#unsettled);
      if (this.#unsettled.holds(text, text.length)) break;
    }
    const settled = this.#unsettled.view();
    sink.write(settled, 0, settled.length);
  }

  #find(bytes: Buffer, start: number, end: number): JsonObject | undefined {
    this.#bytes = bytes;
    this.#end = end;
    this.#nested = undefined;
    this.#prefix = undefined;
    const object = findMembers(bytes, start, end, this.#knownValue);
    if (object !== undefined) this.#found.read(bytes, object);
    return object;
  }

  /** Where a value ends that need not be scanned for it: a map that was met before, or a string that is read as JSON anyway. */
  readonly #knownValue = (keyStart: number, keyEnd: number, valueStart: number): number => {
    const bytes = this.#bytes!;
    if (isKey(bytes, keyStart, keyEnd, kubernetesKey)) return this.#pods.endOf(bytes, valueStart, this.#end);
    const isLog = isKey(bytes, keyStart, keyEnd, logKey);
    if (bytes[valueStart] !== 0x22 || !(isLog || isKey(bytes, keyStart, keyEnd, messageKey)))
      return malformed;
    if (isLog) this.#prefix = readCriPrefix(bytes, valueStart + 1, this.#end);
    const start = valueStart + 1 + (isLog ? (this.#prefix?.length ?? 0) : 0);
    if (bytes[start] !== 0x7b && bytes[start] !== 0x20 && bytes[start] !== 0x5c) return malformed;
    const object = findNestedMembers(bytes, start, this.#end);
    if (object === undefined) return malformed;
    this.#nested = { start, object };
    return nestedEnd(bytes, object, this.#end) + 1;
  };

  #read(bytes: Buffer, object: JsonObject): Line {
    const plan = planMessage(bytes, object, this.#found, this.#config.keepLog, this.#prefix);
    const nested = this.#nestedAt(bytes, plan.contentStart);
    const inner = nested && readJsonMessage(bytes, nested);
    return { bytes, object, found: this.#found, plan, nested, inner };
  }

  #nestedAt(bytes: Buffer, start: number | undefined): JsonObject | undefined {
    if (start === undefined) return undefined;
    return this.#nested?.start === start ? this.#nested.object : findNestedMembers(bytes, start, this.#end);
  }

  #enrich(
    line: Line,
    start: number,
    end: number,
    arrivalTimeMs: number | undefined,
    sink: ByteSink,
  ): LineOutcome {
    const { bytes, object, found, plan } = line;
    const gained = this.#gained;
    const edits = plan.edits;
    const pod = this.#pods.of(bytes, object, found);
    const enrichment = this.#mapping.extend(bytes, object, pod.enrichment);
    const isCommon = enrichment === pod.enrichment;
    const { replacesDdtags } = addPod(line, enrichment, isCommon, this.#pods.known, gained, edits);
    const podMembers = gained.take();
    addTimestamp(line, arrivalTimeMs, gained);
    addStatus(line, gained);
    const dropsMap = this.#config.kubernetesAttributes === 'drop' && canDropMap(line, enrichment);
    const map = dropsMap ? undefined : found.at(slot.kubernetes);
    if (map !== undefined && pod.map !== undefined) edits.push(sameBytes(map, pod.map));
    const appended = putBefore(map, gained.take(), podMembers, edits);
    restructure(object, cutter(line, dropsMap), appended, edits);
    writeEdited(bytes, start, end, sortEdits(edits), sink);
    return { kind: 'enriched', replacesDdtags };
  }

  /** A CloudWatch Logs subscription message: Datadog reads it itself. */
  #isEnvelope(bytes: Buffer): 'cloudwatch_envelope' | undefined {
    const type = this.#found.at(slot.messageType);
    if (type === undefined || this.#found.at(slot.kubernetes) !== undefined) return undefined;
    const text = bytes.toString('latin1', type.valueStart, type.valueEnd);
    return text === '"DATA_MESSAGE"' || text === '"CONTROL_MESSAGE"' ? 'cloudwatch_envelope' : undefined;
  }
}

const shortCut: LineOutcome = { kind: 'enriched', replacesDdtags: false };
const kubernetesKey = new TextEncoder().encode('"kubernetes"');
const logKey = new TextEncoder().encode('"log"');
const messageKey = new TextEncoder().encode('"message"');

function isKey(bytes: Uint8Array, start: number, end: number, key: Uint8Array): boolean {
  if (end - start !== key.length) return false;
  for (let index = 1; index < key.length - 1; index++) if (bytes[start + index] !== key[index]) return false;
  return true;
}

/** Tells which members of the line go, duplicates included: cutting only the last would bring back the one before it. */
function cutter({ bytes, object, found, plan }: Line, dropsMap: boolean): (index: number) => boolean {
  const hops = found.at(slot.hops);
  const dropsHops = hops !== undefined && hopsAt(bytes, hops.valueStart, hops.valueEnd) > 0;
  if (!plan.dropsLog && !dropsMap && !dropsHops) return never;
  return (index) => {
    const at = found.slotOf(bytes, object.members[index]!);
    return (
      (at === slot.log && plan.dropsLog) ||
      (at === slot.kubernetes && dropsMap) ||
      (at === slot.hops && dropsHops)
    );
  };
}

/**
 * What a line gains by itself stands before the `kubernetes` map, and what its pod adds behind it: the map and what follows are
 * then the same bytes in all lines of a pod. Without a map all goes to the end. Answers what is to be appended.
 */
function putBefore(
  map: Member | undefined,
  own: readonly Uint8Array[],
  podMembers: readonly Uint8Array[],
  edits: Edit[],
): readonly Uint8Array[] {
  if (map === undefined) return [...own, ...podMembers];
  const { keyStart } = map;
  for (const insert of own) {
    edits.push({ start: keyStart, end: keyStart, insert }, { start: keyStart, end: keyStart, insert: comma });
  }
  return podMembers;
}

const comma = new TextEncoder().encode(',');

/** No change, but an object that the writer knows, so that the base64 of these bytes is not worked out again. */
function sameBytes({ valueStart, valueEnd }: Member, bytes: Buffer): Edit {
  return { start: valueStart, end: valueEnd, insert: bytes };
}

function never(): boolean {
  return false;
}
