import { Buffer } from 'node:buffer';
import type { TransformConfig } from '../../config/transform.ts';
import type { Edit } from '../../json/edit.ts';
import { encodeString, memberText } from '../../json/strings.ts';
import { tagsOf, type Enrichment, type PodAddition, type StaticKnowledge } from '../pod/enrichment.ts';
import type { AttributeKeys, Attributes } from './attributes.ts';
import { ddtagsOf, type OwnDdtags } from './ddtags.ts';
import { cutDdtags, messageDdtags } from './json-message.ts';
import type { ObjectLine } from './line-view.ts';
import type { MessagePlan } from './message.ts';

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
    const hasSource = attributes.ddsource !== undefined || message?.ddsource !== undefined;
    const hasTags = attributes.ddtags !== undefined || message?.ddtags !== undefined;
    if (isCommon && !hasService && !hasSource && !hasTags && this.#hasNoMapped(attributes, enrichment))
      return enrichment.addition;
    const members = this.#attributes(attributes, enrichment, known.config);
    const { service, source } = enrichment;
    if (!hasService && service !== undefined) members.push(memberText('service', service));
    if (!hasSource && source !== undefined) members.push(memberText('ddsource', source));
    if (known.config.tagsAs === 'attributes') return { ...enrichment.addition, members: joined(members) };
    const { edits, text, replacesDdtags } = mergedDdtags(line, plan, message, enrichment, known);
    if (text !== undefined) members.push(text);
    return { members: joined(members), edits, replacesDdtags };
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

function joined(members: readonly string[]): Uint8Array {
  return Buffer.from(members.join(','));
}

/**
 * The line's tags, to be written where its `ddtags` stands, or as a new member; those of a JSON message are taken out of it, because
 * the intake would let them replace all others.
 */
function mergedDdtags(
  { bytes, attributes }: ObjectLine,
  { content }: MessagePlan,
  message: Attributes | undefined,
  enrichment: Enrichment,
  known: StaticKnowledge,
): { readonly edits: readonly Edit[]; readonly text: string | undefined; readonly replacesDdtags: boolean } {
  const member = attributes.ddtags;
  const outer: OwnDdtags | undefined =
    member && ddtagsOf(JSON.parse(bytes.toString('utf8', member.valueStart, member.valueEnd)));
  const inner = message && messageDdtags(bytes, message);
  const tags = tagsOf([...(outer?.tags ?? []), ...(inner?.tags ?? [])], enrichment, known).join(',');
  const edits: Edit[] = [];
  if (member !== undefined && outer?.text !== tags)
    edits.push({ start: member.valueStart, end: member.valueEnd, insert: encodeString(tags) });
  if (inner !== undefined && content !== undefined) cutDdtags(bytes, content, edits);
  return {
    edits,
    text: member === undefined && tags !== '' ? memberText('ddtags', tags) : undefined,
    replacesDdtags: outer?.isReadable === false || inner?.isReadable === false,
  };
}
