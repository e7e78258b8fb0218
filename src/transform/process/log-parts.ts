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
  /** The line went through here before. */
  readonly isAgain: boolean;
  /**
   * The other reading of such a line. Its `message` may have been a `log` beside members that a filter added, or
   * come out of merged JSON; the filters that let it go on then saw only one of the two.
   */
  readonly earlier?: LogParts;
}

/**
 * Finds what rules look at: `log`, or the members that Fluent Bit merged. Neither Fluent Bit's own members nor what a first pass
 * through kubehose has added is part of it, so that a second pass decides alike. A log that was joined is its text.
 */
export function logPartsOf(
  line: ObjectLine,
  enrichment: Enrichment,
  { isJoined, tagKeys }: { readonly isJoined: boolean; readonly tagKeys: readonly string[] },
): LogParts {
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
    return {
      text: ownText,
      members,
      log: twin || message !== undefined ? 'members' : 'text',
      isTwin: twin,
      isAgain: false,
    };
  }
  const isAgain = wasTagged(line, enrichment, tagKeys);
  const merged: LogParts = { text: undefined, members, log: 'members', isTwin: false, isAgain };
  if (message === undefined || !members.includes(message) || !isString(bytes, message)) return merged;
  const beside = members.filter((member) => member !== message);
  const asText: LogParts = { text: message, members: beside, log: 'text', isTwin: false, isAgain };
  if (beside.length === 0) return asText;
  return isAgain ? { ...merged, earlier: asText } : merged;
}

/** Whether a line has a tag or an attribute that a first pass adds to lines of its container. */
function wasTagged(
  { bytes, object, attributes: { ddtags } }: ObjectLine,
  { container, mappedTags, agentTags, attributes }: Enrichment,
  tagKeys: readonly string[],
): boolean {
  const tags =
    ddtags === undefined ? [] : readDdtags(parseValue(bytes, ddtags.valueStart, ddtags.valueEnd)).tags;
  if (container !== undefined) {
    if (tags.some((tag) => mappedTags.includes(tag) || agentTags.includes(tag))) return true;
    const added = new Set(attributes.map(({ key, value }) => memberText(key, value)));
    return object.members.some(({ keyStart, valueEnd }) =>
      added.has(bytes.toString('utf8', keyStart, valueEnd)),
    );
  }
  // `KUBERNETES_ATTRIBUTES=drop` leaves nothing but names; one alone others have, too: a `container_id`.
  const keys = object.members.map(({ keyStart, keyEnd }) => decodeString(bytes, keyStart, keyEnd));
  const names = new Set([...keys, ...tags.map((tag) => tag.split(':', 1)[0]!)]);
  return tagKeys.filter((key) => names.has(key)).length >= Math.min(2, Math.max(1, tagKeys.length));
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
