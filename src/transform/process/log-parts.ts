import { readDdtags } from '../../datadog/attributes/ddtags.ts';
import type { Member } from '../../json/object.ts';
import { decodeString, memberText, parseValue } from '../../json/strings.ts';
import type { ObjectLine } from '../line/line-view.ts';
import { isTwin } from '../line/twin.ts';
import type { Enrichment } from '../pod/enrichment.ts';
import { isString, textMember } from './line-text.ts';

/** What rules look at in a line. */
export interface LogParts {
  /** A string member that holds text the program wrote. */
  readonly text: Member | undefined;
  /** The application's own members that Fluent Bit merged into the line, or a filter added. */
  readonly members: readonly Member[];
  /** Which of the two is the log: filters look at it alone, masks at both. */
  readonly log: 'text' | 'members';
  /** The text only repeats the members. */
  readonly isTwin: boolean;
}

/**
 * Finds what rules look at: `log`, or the members that Fluent Bit merged. Neither Fluent Bit's own members nor what a first pass
 * through kubehose has added is part of it, so that a second pass decides alike. A log that was joined is its text.
 */
export function logPartsOf(line: ObjectLine, enrichment: Enrichment, isJoined: boolean): LogParts {
  const { bytes, object, attributes } = line;
  const { log } = attributes;
  const isOwnLog = log !== undefined && !attributes.hasRepeatedLog && isString(bytes, log);
  const ownText = isOwnLog ? log : isJoined ? textMember(line) : undefined;
  // A message that is the text does not stand beside it.
  const message = attributes.message === ownText ? undefined : attributes.message;
  const members = object.members.filter(
    (member) => member !== ownText && !isEnvelope(line, member, enrichment),
  );
  if (ownText !== undefined) {
    const twin = members.length > 0 && isTwin(bytes, object, ownText);
    return { text: ownText, members, log: twin || message !== undefined ? 'members' : 'text', isTwin: twin };
  }
  const isMessageAlone = members.length === 1 && members[0] === message && isString(bytes, message!);
  return isMessageAlone
    ? { text: message, members: [], log: 'text', isTwin: false }
    : { text: undefined, members, log: 'members', isTwin: false };
}

/**
 * What the filters may have seen that let a line go on which went through here before: its `message` may have been a `log` beside members
 * that a filter of Fluent Bit added, or come out of merged JSON.
 */
export function readingsOf({ bytes, attributes: { message } }: ObjectLine, parts: LogParts): LogParts[] {
  if (parts.text !== undefined || message === undefined) return [parts];
  if (!parts.members.includes(message) || !isString(bytes, message)) return [parts];
  const members = parts.members.filter((member) => member !== message);
  return [parts, { text: message, members, log: 'text', isTwin: false }];
}

/** What a first pass writes. */
export interface WrittenTags {
  /** Names of the tags that the mapping adds. */
  readonly tagKeys: readonly string[];
  readonly inDdtags: boolean;
}

/** Whether a line went through here before: it has what that adds to lines of its container, in `ddtags`, or else as attributes. */
export function wasTagged(
  line: ObjectLine,
  enrichment: Enrichment,
  { tagKeys, inDdtags }: WrittenTags,
): boolean {
  const { bytes, object, attributes } = line;
  const { metadata, container, mappedTags, agentTags } = enrichment;
  if (inDdtags) {
    const { ddtags } = attributes;
    if (ddtags === undefined) return false;
    const { tags } = readDdtags(parseValue(bytes, ddtags.valueStart, ddtags.valueEnd));
    // `KUBERNETES_ATTRIBUTES=drop` leaves nothing of the container but names.
    if (container === undefined) return tags.some((tag) => tagKeys.includes(tag.split(':', 1)[0]!));
    const added = metadata === undefined ? agentTags : mappedTags;
    return tags.some((tag) => added.includes(tag));
  }
  // Filters of Fluent Bit may give these names, too, but every log that left here has a date.
  if (attributes.dates === undefined && attributes.original === undefined) return false;
  if (container === undefined) {
    const names = new Set(
      object.members.map(({ keyStart, keyEnd }) => decodeString(bytes, keyStart, keyEnd)),
    );
    return tagKeys.filter((key) => names.has(key)).length > 1;
  }
  const texts = new Set(
    object.members.map(({ keyStart, valueEnd }) => bytes.toString('utf8', keyStart, valueEnd)),
  );
  const mapped = enrichment.attributes;
  return mapped.length > 0 && mapped.every(({ key, value }) => texts.has(memberText(key, value)));
}

const envelope = ['kubernetes', 'kubernetesNamespace', 'ddtags', 'hops', 'criTime'] as const;

function isEnvelope({ bytes, attributes }: ObjectLine, member: Member, enrichment: Enrichment): boolean {
  if (envelope.some((name) => attributes[name] === member)) return true;
  const { keyStart, keyEnd, valueStart, valueEnd } = member;
  const key = decodeString(bytes, keyStart, keyEnd);
  if (fixedValues.get(key)?.test(bytes.toString('latin1', valueStart, valueEnd)) === true) return true;
  return valuesOf(key, enrichment).some(
    (value) => JSON.stringify(value) === bytes.toString('utf8', valueStart, valueEnd),
  );
}

/** Values by which Fluent Bit’s members and those of a first pass are told from an application’s. */
const fixedValues: ReadonlyMap<string, RegExp> = new Map([
  ['stream', /^"std(?:out|err)"$/],
  ['logtag', /^"[FP]"$/],
  ['time', /^"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.]{0,10}(?:Z|[+-]\d\d:\d\d)"$/],
  ['timestamp', /^\d{13}$/],
  ['original_timestamp', /^\d{13}$/],
  ['status', /^"[a-z]{2,9}"$/],
]);

/** What kubehose writes under a key; a mapping may take the place of service and source. */
function valuesOf(key: string, { service, source, attributes }: Enrichment): readonly (string | undefined)[] {
  const mapped = attributes.filter((attribute) => attribute.key === key).map(({ value }) => value);
  if (key === 'service') return [service, ...mapped];
  return key === 'ddsource' ? [source, ...mapped] : mapped;
}
