import { Buffer } from 'node:buffer';
import { readCriPrefix, type CriPrefix } from '../../fluent-bit/cri.ts';
import { findNestedMembers, nestedEnd, type JsonObject, type Member } from '../../json/object.ts';
import { byteAt, malformed, skipSpace, skipString, skipValue } from '../../json/scan.ts';
import type { CachedPod, PodCache } from '../pod/pod-cache.ts';
import { Attributes, note, noteSyslog, slot, type AttributeKeys } from './attributes.ts';
import type { LineView, ObjectLine } from './line-view.ts';
import { mergedObject } from './merged-object.ts';
import { untouchedReason } from './untouched.ts';

const quote = 0x22;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const comma = 0x2c;
const colon = 0x3a;

/** Reads lines, each once. */
export class LineReader {
  readonly #keys: AttributeKeys;
  readonly #pods: PodCache;

  constructor(keys: AttributeKeys, pods: PodCache) {
    this.#keys = keys;
    this.#pods = pods;
  }

  /** Reads `bytes[start, end)`, whatever it holds. */
  read(bytes: Buffer, start: number, end: number): LineView {
    const line = this.readObject(bytes, start, end);
    if (line !== undefined && skipSpace(bytes, line.object.close + 1, end) === end) return this.lineOf(line);
    return (
      this.#textWithPrefix(bytes, start, end) ?? {
        kind: 'text',
        bytes,
        start,
        end,
        reason: untouchedReason(bytes, start, end),
      }
    );
  }

  /**
   * Plain text behind a CRI prefix (`log_key`, or no filter at all) as the line that Fluent Bit would have made of it. Bytes that are no
   * UTF-8 stay as they are.
   */
  #textWithPrefix(bytes: Buffer, start: number, end: number): ObjectLine | undefined {
    let textEnd = end;
    while (textEnd > start && (bytes[textEnd - 1] === 0x0a || bytes[textEnd - 1] === 0x0d)) textEnd--;
    if (readCriPrefix(bytes, start, textEnd) === undefined) return undefined;
    const log = JSON.stringify(bytes.toString('latin1', start, textEnd));
    const lineEnd = bytes.toString('latin1', textEnd, end);
    const line = Buffer.from(`{"log":${log}}${lineEnd}`, 'latin1');
    const object = this.readObject(line, 0, line.length);
    return object && { ...object, madeFrom: { start, end } };
  }

  /** The line that holds this object and nothing else. */
  lineOf(line: ObjectLine): LineView {
    const { bytes, start, end } = line;
    return isEnvelope(line) ? { kind: 'text', bytes, start, end, reason: 'cloudwatch_envelope' } : line;
  }

  /** Reads the JSON object that `bytes[start, end)` begins with, whatever comes behind it; `undefined` for anything else. */
  readObject(bytes: Buffer, start: number, end: number): ObjectLine | undefined {
    const open = skipSpace(bytes, start, end);
    if (byteAt(bytes, open, end) !== openBrace) return undefined;
    const scan = new ObjectScan(bytes, end, this.#keys, this.#pods);
    const after = scan.members(open + 1);
    if (after === malformed) return undefined;
    const { attributes } = scan;
    if (attributes.syslog !== undefined) noteSyslog(attributes, attributes.syslog, bytes, 'plain');
    const map = attributes.kubernetes;
    return {
      kind: 'object',
      bytes,
      start,
      end,
      object: { open, close: after - 1, members: scan.list },
      attributes,
      pod: map && (scan.pod ?? this.#pods.podOf(bytes, map)),
      prefix: scan.prefix,
      logObject: scan.logObject,
      messageObject: scan.messageObject,
      merged: mergedObject(bytes, scan.list, attributes),
    };
  }
}

/** One way through the members of an object, in which each value is read as its key asks for. */
class ObjectScan {
  readonly list: Member[] = [];
  readonly attributes = new Attributes();
  pod: CachedPod | undefined = undefined;
  prefix: CriPrefix | undefined = undefined;
  logObject: JsonObject | undefined = undefined;
  messageObject: JsonObject | undefined = undefined;
  readonly #bytes: Buffer;
  readonly #end: number;
  readonly #keys: AttributeKeys;
  readonly #pods: PodCache;

  constructor(bytes: Buffer, end: number, keys: AttributeKeys, pods: PodCache) {
    this.#bytes = bytes;
    this.#end = end;
    this.#keys = keys;
    this.#pods = pods;
  }

  /** Reads the members from behind the brace on; position behind the object, or `malformed`. */
  members(position: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = skipSpace(bytes, position, end);
    if (byteAt(bytes, at, end) === closeBrace) return at + 1;
    for (;;) {
      const keyStart = at;
      const keyEnd = skipString(bytes, at, end);
      if (keyEnd === malformed) return malformed;
      at = skipSpace(bytes, keyEnd, end);
      if (byteAt(bytes, at, end) !== colon) return malformed;
      const valueStart = skipSpace(bytes, at + 1, end);
      const key = this.#keys.slotAt(bytes, keyStart, keyEnd);
      const valueEnd = this.#value(key, valueStart);
      if (valueEnd === malformed) return malformed;
      const member = { keyStart, keyEnd, valueStart, valueEnd };
      this.list.push(member);
      if (key >= 0) note(this.attributes, key, member);
      at = skipSpace(bytes, valueEnd, end);
      const next = byteAt(bytes, at, end);
      if (next === closeBrace) return at + 1;
      if (next !== comma) return malformed;
      at = skipSpace(bytes, at + 1, end);
    }
  }

  #value(key: number, start: number): number {
    if (key === slot.kubernetes) return this.#map(start);
    if (key === slot.log) return this.#log(start);
    if (key === slot.message) return this.#message(start);
    return skipValue(this.#bytes, start, this.#end);
  }

  #map(start: number): number {
    this.pod = this.#pods.matchAt(this.#bytes, start, this.#end);
    return this.pod === undefined ? skipValue(this.#bytes, start, this.#end) : start + this.pod.bytes.length;
  }

  #log(start: number): number {
    const bytes = this.#bytes;
    this.prefix = undefined;
    this.logObject = undefined;
    if (byteAt(bytes, start, this.#end) !== quote) return skipValue(bytes, start, this.#end);
    this.prefix = readCriPrefix(bytes, start + 1, this.#end);
    const content = start + 1 + (this.prefix?.length ?? 0);
    this.logObject = this.#objectIn(content);
    const after = this.#endOfString(start, this.logObject);
    // The prefix of an empty line ends where the string does.
    if (this.prefix === undefined && after !== malformed)
      this.prefix = readCriPrefix(bytes, start + 1, after - 1);
    return after;
  }

  #message(start: number): number {
    this.messageObject = undefined;
    if (byteAt(this.#bytes, start, this.#end) !== quote) return skipValue(this.#bytes, start, this.#end);
    this.messageObject = this.#objectIn(start + 1);
    return this.#endOfString(start, this.messageObject);
  }

  /** The object that a string holds from `start` on: with it, the string itself is read to its end. */
  #objectIn(start: number): JsonObject | undefined {
    const first = byteAt(this.#bytes, start, this.#end);
    // A brace, or white space before it.
    return first === openBrace || first === 0x20 || first === 0x5c
      ? findNestedMembers(this.#bytes, start, this.#end)
      : undefined;
  }

  #endOfString(start: number, object: JsonObject | undefined): number {
    return object === undefined
      ? skipString(this.#bytes, start, this.#end)
      : nestedEnd(this.#bytes, object, this.#end) + 1;
  }
}

/** A CloudWatch Logs subscription message: Datadog reads it itself. What comes from a pod is none, whatever the pod says. */
function isEnvelope({ bytes, attributes, prefix }: ObjectLine): boolean {
  const { messageType, kubernetes, kubernetesNamespace, ddtags } = attributes;
  if (messageType === undefined || prefix !== undefined) return false;
  if (kubernetes !== undefined || kubernetesNamespace !== undefined || ddtags !== undefined) return false;
  const text = bytes.toString('latin1', messageType.valueStart, messageType.valueEnd);
  return text === '"DATA_MESSAGE"' || text === '"CONTROL_MESSAGE"';
}
