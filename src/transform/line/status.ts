import type { Buffer } from 'node:buffer';
import type { Status } from '../../datadog/status/datadog-status.ts';
import { klogVerbosity, levelAttributes, mongoSeverity } from '../../datadog/status/levels.ts';
import {
  statusToAdd,
  type FoundLevel,
  type StatusInput,
  type StatusSource,
} from '../../datadog/status/status-plan.ts';
import { levelOfText } from '../../datadog/status/text-level.ts';
import { statusAttributes } from '../../datadog/reserved.ts';
import { fieldsOf } from '../../json/fields.ts';
import type { Member } from '../../json/object.ts';
import type { Attributes } from './attributes.ts';
import type { ObjectLine } from './line-view.ts';
import { mergedLevels } from './merged-object.ts';
import type { MessagePlan } from './message.ts';
import { liftedValue } from './no-value.ts';
import type { Stream } from './stream.ts';

/** The status to add to a line; `undefined` where it has one that Datadog understands, or where nothing tells one. */
export function statusOfLine(
  line: ObjectLine,
  plan: MessagePlan,
  message: Attributes | undefined,
  stream: Stream | undefined,
  from: readonly StatusSource[],
): Status | undefined {
  return statusToAdd(statusInput(line, plan, message, stream, from), from);
}

/** What a line, and the JSON message in it, say about its status. The text is read only where it may count. */
export function statusInput(
  line: ObjectLine,
  { text }: MessagePlan,
  message: Attributes | undefined,
  stream: Stream | undefined,
  from: readonly StatusSource[],
): StatusInput {
  const places: Places = { bytes: line.bytes, outer: line.attributes, inner: message };
  const isSilent = hasNone(places, 'statuses');
  return {
    own: isSilent ? none : ownLevels(places),
    levels: !namesNoLevel(places)
      ? otherLevels(places)
      : isSilent && text === undefined
        ? mergedLevels(line)
        : none,
    textStatus:
      text === undefined || !from.includes('content')
        ? undefined
        : levelOfText(line.bytes, text.start, text.end),
    stream,
  };
}

const none: readonly FoundLevel[] = [];

interface Places {
  readonly bytes: Buffer;
  readonly outer: Attributes;
  readonly inner: Attributes | undefined;
}

function hasNone({ outer, inner }: Places, list: 'statuses' | 'levels'): boolean {
  return outer[list] === undefined && inner?.[list] === undefined;
}

function namesNoLevel(places: Places): boolean {
  const { bytes, outer, inner } = places;
  return (
    hasNone(places, 'levels') &&
    (inner ?? outer).v === undefined &&
    (inner ?? outer).s === undefined &&
    !isObject(bytes, outer.log) &&
    !isObject(bytes, inner?.log)
  );
}

function ownLevels(places: Places): FoundLevel[] {
  const found: FoundLevel[] = [];
  for (let index = 0; index < statusAttributes.length; index++) {
    const value = liftedValue(places.bytes, places.inner?.statuses?.[index], places.outer.statuses?.[index]);
    if (value != null) found.push({ name: statusAttributes[index]!, value });
  }
  return found;
}

function otherLevels(places: Places): FoundLevel[] {
  const found: FoundLevel[] = [];
  for (let index = 0; index < levelAttributes.length; index++) {
    const { name, numbers } = levelAttributes[index]!;
    const value =
      liftedValue(places.bytes, places.inner?.levels?.[index], places.outer.levels?.[index]) ??
      (name === 'log.level' ? nestedLevel(places) : undefined);
    if (value != null) found.push({ name, value, numbers });
  }
  return found.concat(levelsBeside(places));
}

/** Levels under names that anybody may use, told by what stands beside them. */
function levelsBeside({ bytes, outer, inner }: Places): FoundLevel[] {
  const { v, ts, s, ctx, msg } = inner ?? outer;
  if (msg === undefined) return [];
  const member = ts === undefined ? undefined : v;
  const severity = ctx === undefined ? undefined : s;
  const valueOf = (found: Member | undefined): unknown =>
    inner === undefined ? liftedValue(bytes, undefined, found) : liftedValue(bytes, found, undefined);
  return [
    { ...klogVerbosity, value: valueOf(member) },
    { ...mongoSeverity, value: valueOf(severity) },
  ].filter(({ value }) => value != null);
}

function nestedLevel(places: Places): unknown {
  const { bytes, outer, inner } = places;
  const log = isObject(bytes, inner?.log)
    ? liftedValue(bytes, inner?.log, undefined)
    : isObject(bytes, outer.log)
      ? liftedValue(bytes, undefined, outer.log)
      : undefined;
  return fieldsOf(log)?.['level'];
}

function isObject(bytes: Buffer, member: Member | undefined): boolean {
  return member !== undefined && bytes[member.valueStart] === 0x7b;
}
