import { Buffer } from 'node:buffer';
import type { TransformConfig } from '../../config/transform.ts';
import type { Edit } from '../../json/edit.ts';
import { encodeString } from '../../json/strings.ts';
import { slot } from './attributes.ts';
import { ddtagsOf, type OwnDdtags } from './ddtags.ts';
import { cutDdtags } from './json-message.ts';
import type { Line } from './line.ts';
import { memberText, type MemberWriter } from './member-list.ts';
import { tagsOf, type Enrichment, type StaticKnowledge } from '../pod/enrichment.ts';

/**
 * Tags, flattened attributes, `service` and `ddsource`. What the line has already is never overwritten, except `ddtags`, which is
 * merged. `isCommon` says that `pod` is all there is to add, so that its text can be used as it is.
 */
export function addPod(
  line: Line,
  enrichment: Enrichment,
  isCommon: boolean,
  known: StaticKnowledge,
  gained: MemberWriter,
  edits: Edit[],
): { replacesDdtags: boolean } {
  const { found, inner } = line;
  const hasService = found.at(slot.service) !== undefined || inner?.hasService === true;
  const hasSource = found.at(slot.ddsource) !== undefined || inner?.hasSource === true;
  const hasTags = found.at(slot.ddtags) !== undefined || inner?.ddtags !== undefined;
  if (isCommon && !hasService && !hasSource && !hasTags && !hasMapped(line, enrichment)) {
    gained.add(enrichment.members);
    return { replacesDdtags: false };
  }
  const members = attributes(line, enrichment, known.config);
  if (!hasService && enrichment.service !== undefined)
    members.push(memberText('service', enrichment.service));
  if (!hasSource && enrichment.source !== undefined) members.push(memberText('ddsource', enrichment.source));
  gained.add(Buffer.from(members.join(',')));
  return {
    replacesDdtags: known.config.tagsAs !== 'attributes' && addTags(line, enrichment, known, gained, edits),
  };
}

/**
 * Writes the line's tags where its `ddtags` stands, or as a new member; takes those of a JSON message out of it, because the intake
 * would let them replace all others. Answers whether a `ddtags` that holds no tags gave way.
 */
function addTags(
  { bytes, found, inner, nested }: Line,
  enrichment: Enrichment,
  known: StaticKnowledge,
  gained: MemberWriter,
  edits: Edit[],
): boolean {
  const member = found.at(slot.ddtags);
  const outer: OwnDdtags | undefined =
    member && ddtagsOf(JSON.parse(bytes.toString('utf8', member.valueStart, member.valueEnd)));
  const tags = tagsOf([...(outer?.tags ?? []), ...(inner?.ddtags?.tags ?? [])], enrichment, known).join(',');
  if (member === undefined) {
    if (tags !== '') gained.add(Buffer.from(memberText('ddtags', tags)));
  } else if (outer?.text !== tags) {
    edits.push({ start: member.valueStart, end: member.valueEnd, insert: encodeString(tags) });
  }
  if (inner?.ddtags !== undefined) cutDdtags(bytes, nested!, edits);
  return outer?.isReadable === false || inner?.ddtags?.isReadable === false;
}

function attributes({ found }: Line, enrichment: Enrichment, { tagsAs }: TransformConfig): string[] {
  if (tagsAs === 'ddtags') return [];
  return enrichment.attributes
    .filter(({ key }) => !found.has(key))
    .map(({ key, value }) => memberText(key, value));
}

function hasMapped({ found }: Line, enrichment: Enrichment): boolean {
  for (const { key } of enrichment.attributes) if (found.has(key)) return true;
  return false;
}
