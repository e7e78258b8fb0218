import { ByteWriter } from '../../codec/byte-writer.ts';
import type { TransformConfig } from '../../config/transform.ts';
import { restructure, sortEdits, writeEdited, type ByteSink, type Edit } from '../../json/edit.ts';
import type { Member } from '../../json/object.ts';
import { hopsAt } from '../hops.ts';
import type { PodCache } from '../pod/pod-cache.ts';
import { slot, type AttributeKeys } from './attributes.ts';
import { canDropMap } from './drop.ts';
import { readMessageObject } from './json-message.ts';
import { LineMapping } from './line-mapping.ts';
import type { ObjectLine } from './line-view.ts';
import { planMessage, type MessagePlan } from './message.ts';
import { criTimeOf } from './dates.ts';
import { ownChanges } from './own-members.ts';
import { renamedLine } from './rename-attributes.ts';
import type { LineReader } from './read-line.ts';
import { Tagging } from './tagging.ts';

export interface EnrichedLine {
  /** Whether a `ddtags` that holds no tags gave way to ours. */
  readonly replacesDdtags: boolean;
}

/** What enriches the lines of one function. */
export interface EnricherParts {
  readonly config: TransformConfig;
  readonly keys: AttributeKeys;
  readonly pods: PodCache;
  readonly reader: LineReader;
}

/** Writes lines that were read as what Datadog should get. */
export class LineEnricher {
  readonly #parts: EnricherParts;
  readonly #mapping: LineMapping;
  readonly #tagging: Tagging;
  readonly #draft = new ByteWriter();

  constructor(parts: EnricherParts) {
    this.#parts = parts;
    this.#mapping = new LineMapping(parts.config);
    this.#tagging = new Tagging(parts.keys);
  }

  write(received: ObjectLine, arrivalTimeMs: number | undefined, sink: ByteSink): EnrichedLine {
    const line = this.renamed(received);
    const plan = planMessage(line, this.#parts.config.keepLog);
    if (!this.#needsAnotherPass(line, plan)) return this.#writeOnce(line, plan, arrivalTimeMs, sink);
    this.#draft.reset();
    const outcome = this.#writeOnce(line, plan, arrivalTimeMs, this.#draft);
    this.#repeatUntilStable(arrivalTimeMs, sink);
    return outcome;
  }

  /** The line with the keys that `RENAME_ATTRIBUTES` changes: what follows reads it as if it had come so. */
  renamed(line: ObjectLine): ObjectLine {
    const { config, reader } = this.#parts;
    if (config.attributeRenames.length === 0) return line;
    const text = renamedLine(line, config.attributeRenames);
    return text === undefined ? line : reader.readObject(text, 0, text.length)!;
  }

  /** Whether what a line gains may decide what else it gains: make a second `log` a twin, or be read by a mapping. */
  #needsAnotherPass({ attributes }: ObjectLine, { leavesLog }: MessagePlan): boolean {
    return leavesLog || attributes.hasRepeatedLog || this.#mapping.isUsed;
  }

  /** Writes the draft again until it gains nothing more, each row of a mapping once, and then to `sink`. */
  #repeatUntilStable(arrivalTimeMs: number | undefined, sink: ByteSink): void {
    const { config, reader } = this.#parts;
    for (let pass = 0; pass <= config.tagMapping.length + 1; pass++) {
      const text = this.#draft.toBuffer();
      const line = reader.readObject(text, 0, text.length)!;
      this.#draft.reset();
      this.#writeOnce(line, planMessage(line, config.keepLog), arrivalTimeMs, this.#draft);
      if (this.#draft.holds(text, 0, text.length)) break;
    }
    const stable = this.#draft.view();
    sink.write(stable, 0, stable.length);
  }

  #writeOnce(
    line: ObjectLine,
    plan: MessagePlan,
    arrivalTimeMs: number | undefined,
    sink: ByteSink,
  ): EnrichedLine {
    const { config, pods } = this.#parts;
    const { bytes, object, attributes } = line;
    const message = plan.content && readMessageObject(bytes, plan.content);
    const ofPod = pods.enrichmentFor(line);
    const enrichment = this.#mapping.extend(bytes, object, ofPod);
    const isCommon = enrichment === ofPod;
    const added = this.#tagging.add(line, plan, message, enrichment, isCommon, pods.known);
    const dropsMap = config.kubernetesAttributes === 'drop' && canDropMap(line, enrichment);
    const own = ownChanges(line, plan, message, { arrivalTimeMs, statusFrom: config.statusFrom });
    const edits = plan.edits;
    for (const edit of added.edits) edits.push(edit);
    for (const edit of own.edits) edits.push(edit);
    const map = dropsMap ? undefined : attributes.kubernetes;
    if (map !== undefined) {
      for (const insert of own.members) edits.push(insertion(map, insert));
      const { keptMap } = ofPod;
      if (keptMap !== undefined) edits.push({ start: map.valueStart, end: map.valueEnd, insert: keptMap });
    }
    const appended = map === undefined ? own.members.map(withoutComma) : [];
    if (added.members.length > 0) appended.push(added.members);
    restructure(object, this.#cutter(line, plan, dropsMap), appended, edits);
    writeEdited(bytes, line.start, line.end, sortEdits(edits), sink);
    return added;
  }

  /** Says which members of the line go, duplicates included: cutting only the last would bring back the one before it. */
  #cutter(line: ObjectLine, { dropsLog }: MessagePlan, dropsMap: boolean): (index: number) => boolean {
    const { bytes, object, attributes } = line;
    const { hops } = attributes;
    const dropsHops = hops !== undefined && hopsAt(bytes, hops.valueStart, hops.valueEnd) > 0;
    const dropsCriTime = attributes.criTime !== undefined && criTimeOf(line) !== undefined;
    if (!dropsLog && !dropsMap && !dropsHops && !dropsCriTime) return never;
    return (index) => {
      const { keyStart, keyEnd } = object.members[index]!;
      const at = this.#parts.keys.slotAt(bytes, keyStart, keyEnd);
      return (
        (at === slot.log && dropsLog) ||
        (at === slot.kubernetes && dropsMap) ||
        (at === slot.hops && dropsHops) ||
        (at === slot.criTime && dropsCriTime)
      );
    };
  }
}

/** What a line gains by itself stands before the `kubernetes` map, and what its pod adds behind it. */
function insertion({ keyStart }: Member, insert: Uint8Array): Edit {
  return { start: keyStart, end: keyStart, insert };
}

function withoutComma(member: Uint8Array): Uint8Array {
  return member.subarray(0, -1);
}

function never(): boolean {
  return false;
}
