import { Buffer } from 'node:buffer';
import type { TransformConfig } from '../../config/transform.ts';
import type { Edit } from '../../json/edit.ts';
import { readDdtags, type OwnDdtags } from '../../datadog/attributes/ddtags.ts';
import { serviceToAdd } from '../../datadog/attributes/service.ts';
import { serviceAttributes } from '../../datadog/reserved.ts';
import { encodeString, memberText, parseValue } from '../../json/strings.ts';
import { tagsOf, type Enrichment, type PodAddition, type StaticKnowledge } from '../pod/enrichment.ts';
import { serviceSlot, slot, type AttributeKeys, type Attributes } from './attributes.ts';
import { keyEdit, membersAt } from './key-edits.ts';
import { cutDdtags, messageDdtags } from './json-message.ts';
import type { ObjectLine } from './line-view.ts';
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
    const service = hasService ? serviceToAddTo(line, message, enrichment, known.config) : undefined;
    const hasSource = attributes.ddsource !== undefined || message?.ddsource !== undefined;
    const hasTags = attributes.ddtags !== undefined || message?.ddtags !== undefined;
    if (isCommon && !hasService && !hasSource && !hasTags && this.#hasNoMapped(attributes, enrichment))
      return enrichment.addition;
    const members = this.#attributes(attributes, enrichment, known.config);
    const { service: ofPod, source } = enrichment;
    const edits: Edit[] = [];
    if (service !== undefined) addService(line, plan, service, members, edits);
    else if (!hasService && ofPod !== undefined) members.push(memberText('service', ofPod));
    if (!hasSource && source !== undefined) members.push(memberText('ddsource', source));
    if (known.config.tagsAs === 'attributes')
      return { ...enrichment.addition, members: joined(members), edits };
    const merged = mergedDdtags(line, plan, message, enrichment, known);
    if (merged.text !== undefined) members.push(merged.text);
    return {
      members: joined(members),
      edits: [...edits, ...merged.edits],
      replacesDdtags: merged.replacesDdtags,
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

/** The service to add to a line that has, itself or in its JSON message, something of the kind. */
function serviceToAddTo(
  line: ObjectLine,
  message: Attributes | undefined,
  { podService, service }: Enrichment,
  { serviceFrom }: TransformConfig,
): string | undefined {
  const own = servicesOf(line, message).find((value) => value !== undefined && value !== null);
  return serviceToAdd({ line: own, pod: podService, fallback: service }, serviceFrom);
}

/** The values of `serviceAttributes`, in their order, a JSON message lifted; `undefined` for what is not there. */
export function servicesOf(
  { bytes, attributes }: ObjectLine,
  message: Attributes | undefined,
): readonly unknown[] {
  return serviceAttributes.map((_, index) =>
    liftedValue(bytes, message?.services?.[index], attributes.services?.[index]),
  );
}

function addService(
  { bytes, object, attributes }: ObjectLine,
  { content }: MessagePlan,
  add: string,
  members: string[],
  edits: Edit[],
): void {
  const outer = attributes.services?.[0];
  // A null or an empty text says nothing, and a second member of the name would be a duplicate.
  const empty = outer !== undefined && isEmpty(bytes, outer) ? outer : undefined;
  if (empty !== undefined)
    edits.push({ start: empty.valueStart, end: empty.valueEnd, insert: encodeString(add) });
  else {
    members.push(memberText('service', add));
    // Also one that an empty one in a JSON message hides.
    for (const member of membersAt(bytes, object, serviceSlot, 'plain'))
      edits.push(keyEdit(member, 'original_service', 'plain'));
  }
  if (content === undefined) return;
  // Even an empty one would be lifted over ours.
  for (const member of membersAt(bytes, content, serviceSlot, 'nested'))
    if (!isNull(bytes, member)) edits.push(keyEdit(member, 'original_service', 'nested'));
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
    for (const each of membersAt(bytes, object, slot.ddtags, 'plain'))
      edits.push(keyEdit(each, 'original_ddtags', 'plain'));
  // A null stays where there is nothing to put in its place.
  else if (member !== undefined && outer?.text !== tags && !(tags === '' && isNull(bytes, member)))
    edits.push({ start: member.valueStart, end: member.valueEnd, insert: encodeString(tags) });
  if (inner !== undefined && content !== undefined) {
    if (inner.isReadable) cutDdtags(bytes, content, edits);
    else
      for (const each of membersAt(bytes, content, slot.ddtags, 'nested'))
        edits.push(keyEdit(each, 'original_ddtags', 'nested'));
  }
  return {
    edits,
    text: (member === undefined || keeps) && tags !== '' ? memberText('ddtags', tags) : undefined,
    replacesDdtags: outer?.isReadable === false || inner?.isReadable === false,
  };
}
