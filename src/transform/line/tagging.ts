import { Buffer } from 'node:buffer';
import type { TransformConfig } from '../../config/transform.ts';
import type { Edit } from '../../json/edit.ts';
import type { Member } from '../../json/object.ts';
import { readDdtags, type OwnDdtags } from '../../datadog/attributes/ddtags.ts';
import { namesService, planService, type ServicePlan } from '../../datadog/attributes/service.ts';
import { serviceAttributes } from '../../datadog/reserved.ts';
import { encodeString, memberText, parseValue } from '../../json/strings.ts';
import { tagsOf, type Enrichment, type PodAddition, type StaticKnowledge } from '../pod/enrichment.ts';
import { serviceSlot, slot, type AttributeKeys, type Attributes } from './attributes.ts';
import { keyEdits, membersAt } from './key-edits.ts';
import { cutDdtags, messageDdtags } from './json-message.ts';
import type { ObjectLine } from './line-view.ts';
import { mergedService } from './merged-object.ts';
import type { MessagePlan } from './message.ts';
import { isEmpty, isNull, liftedValue } from './no-value.ts';

/** Adds tags, flattened attributes, `service` and `ddsource` to lines. */
export class Tagging {
  readonly #keys: AttributeKeys;

  constructor(keys: AttributeKeys) {
    this.#keys = keys;
  }

  /**
   * What the line has already is never overwritten, except `ddtags`, which is merged. `isCommon` says that `enrichment` is all there
   * is to add, so that its text can be used as it is.
   */
  add(
    line: ObjectLine,
    plan: MessagePlan,
    message: Attributes | undefined,
    enrichment: Enrichment,
    isCommon: boolean,
    known: StaticKnowledge,
  ): PodAddition {
    const { attributes } = line;
    const hasService = attributes.services !== undefined || message?.services !== undefined;
    const service = hasService ? planServiceOf(line, message, enrichment, known.config) : undefined;
    const merged = hasService ? undefined : mergedServiceOf(line, enrichment, known.config);
    const hasSource = attributes.ddsource !== undefined || message?.ddsource !== undefined;
    const hasTags = attributes.ddtags !== undefined || message?.ddtags !== undefined;
    const hasOwn = hasService || merged !== undefined || hasSource || hasTags;
    if (isCommon && !hasOwn && this.#hasNoMapped(attributes, enrichment)) return enrichment.addition;
    const members = this.#attributes(attributes, enrichment, known.config);
    const { source } = enrichment;
    const ofPod = merged ?? enrichment.service;
    const edits: Edit[] = [];
    if (service !== undefined) addNamed(line, plan, serviceName, service, members, edits);
    else if (ofPod !== undefined) members.push(memberText('service', ofPod));
    if (hasSource) addNamed(line, plan, sourceName, planSource(line, message, source), members, edits);
    else if (source !== undefined) members.push(memberText('ddsource', source));
    if (known.config.tagsAs === 'attributes')
      return { ...enrichment.addition, members: joined(members), edits };
    const ddtags = mergedDdtags(line, plan, message, enrichment, known);
    if (ddtags.text !== undefined) members.push(ddtags.text);
    return {
      members: joined(members),
      edits: [...edits, ...ddtags.edits],
      replacesDdtags: ddtags.replacesDdtags,
    };
  }

  #attributes(found: Attributes, { attributes }: Enrichment, { tagsAs }: TransformConfig): string[] {
    if (tagsAs === 'ddtags') return [];
    return attributes
      .filter(({ key }) => !this.#keys.has(found, key))
      .map(({ key, value }) => memberText(key, value));
  }

  #hasNoMapped(found: Attributes, { attributes }: Enrichment): boolean {
    return this.#keys.hasNoMapped(found) || attributes.every(({ key }) => !this.#keys.has(found, key));
  }
}

/** What becomes of a `service` that the line, or the JSON message in it, has. */
function planServiceOf(
  line: ObjectLine,
  message: Attributes | undefined,
  { podService, service }: Enrichment,
  { serviceFrom }: TransformConfig,
): ServicePlan {
  const own = servicesOf(line, message).find((value) => value !== undefined && value !== null);
  return planService({ line: own, pod: podService, fallback: service }, serviceFrom);
}

/** The service that an object says which Fluent Bit put the application's JSON into, where it goes before the pod's. */
function mergedServiceOf(
  line: ObjectLine,
  { podService }: Enrichment,
  { serviceFrom }: TransformConfig,
): string | undefined {
  if (serviceFrom === 'pod' && podService !== undefined) return undefined;
  const own = mergedService(line);
  return namesService(own) ? String(own) : undefined;
}

/** The values of `serviceAttributes`, in their order, a JSON message lifted; `undefined` for what is not there. */
export function servicesOf(line: ObjectLine, message: Attributes | undefined): readonly unknown[] {
  const { bytes, attributes } = line;
  const hasNone = attributes.services === undefined && message?.services === undefined;
  if (hasNone) return [mergedService(line)];
  return serviceAttributes.map((_, index) =>
    liftedValue(bytes, message?.services?.[index], attributes.services?.[index]),
  );
}

/** A `ddsource` that says nothing keeps no other source away, as with a service. */
function planSource(
  { bytes, attributes }: ObjectLine,
  message: Attributes | undefined,
  source: string | undefined,
): ServicePlan {
  const own = liftedValue(bytes, message?.ddsource, attributes.ddsource);
  return planService({ line: own, pod: undefined, fallback: source }, 'line');
}

/** An attribute that names something. */
interface Named {
  readonly key: string;
  readonly slot: number;
  outer(attributes: Attributes): Member | undefined;
}

const serviceName: Named = { key: 'service', slot: serviceSlot, outer: ({ services }) => services?.[0] };
const sourceName: Named = { key: 'ddsource', slot: slot.ddsource, outer: ({ ddsource }) => ddsource };

function addNamed(
  { bytes, object, attributes }: ObjectLine,
  { content }: MessagePlan,
  name: Named,
  { add, renamesLine }: ServicePlan,
  members: string[],
  edits: Edit[],
): void {
  if (add === undefined) return;
  const outer = name.outer(attributes);
  const renamed = `original_${name.key}`;
  // A null or an empty text says nothing, and a second member of the name would be a duplicate.
  const empty = outer !== undefined && isEmpty(bytes, outer) ? outer : undefined;
  if (empty !== undefined)
    edits.push({ start: empty.valueStart, end: empty.valueEnd, insert: encodeString(add) });
  else members.push(memberText(name.key, add));
  if (renamesLine && empty === undefined)
    edits.push(...keyEdits(bytes, object, membersAt(bytes, object, name.slot, 'plain'), renamed, 'plain'));
  if (content === undefined) return;
  // Even an empty one would be lifted over ours.
  const inner = membersAt(bytes, content, name.slot, 'nested').filter((member) => !isNull(bytes, member));
  edits.push(...keyEdits(bytes, content, inner, renamed, 'nested'));
}

function joined(members: readonly string[]): Uint8Array {
  return Buffer.from(members.join(','));
}

/**
 * The line's tags, to be written where its `ddtags` stands, or as a new member; those of a JSON message are taken out of it, because
 * the intake would let them replace all others.
 */
function mergedDdtags(
  { bytes, object, attributes }: ObjectLine,
  { content }: MessagePlan,
  message: Attributes | undefined,
  enrichment: Enrichment,
  known: StaticKnowledge,
): { readonly edits: readonly Edit[]; readonly text: string | undefined; readonly replacesDdtags: boolean } {
  const member = attributes.ddtags;
  const outer: OwnDdtags | undefined =
    member && readDdtags(parseValue(bytes, member.valueStart, member.valueEnd));
  const inner = message && messageDdtags(bytes, message);
  const tags = tagsOf([...(outer?.tags ?? []), ...(inner?.tags ?? [])], enrichment, known).join(',');
  const edits: Edit[] = [];
  // What is no tag is kept under another name: an attribute of the application is never lost.
  const keeps = outer?.isReadable === false && !isNull(bytes, member!);
  if (keeps)
    edits.push(
      ...keyEdits(bytes, object, membersAt(bytes, object, slot.ddtags, 'plain'), 'original_ddtags', 'plain'),
    );
  // One without tags stays where there is nothing to put in its place.
  else if (member !== undefined && tags !== '' && outer?.text !== tags)
    edits.push({ start: member.valueStart, end: member.valueEnd, insert: encodeString(tags) });
  if (inner !== undefined && content !== undefined) {
    if (inner.isReadable) cutDdtags(bytes, content, edits);
    else
      edits.push(
        ...keyEdits(
          bytes,
          content,
          membersAt(bytes, content, slot.ddtags, 'nested'),
          'original_ddtags',
          'nested',
        ),
      );
  }
  return {
    edits,
    text: (member === undefined || keeps) && tags !== '' ? memberText('ddtags', tags) : undefined,
    replacesDdtags: outer?.isReadable === false || inner?.isReadable === false,
  };
}
