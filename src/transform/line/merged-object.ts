import type { Buffer } from 'node:buffer';
import { findObject, type Member } from '../../json/object.ts';
import { scaleOf } from '../../datadog/status/level-value.ts';
import type { FoundLevel } from '../../datadog/status/status-plan.ts';
import { levelAttributes } from '../../datadog/status/levels.ts';
import { statusAttributes } from '../../datadog/reserved.ts';
import { decodeString, parseValue } from '../../json/strings.ts';
import { fixedKeys, type Attributes } from './attributes.ts';
import type { MergedObject, ObjectLine } from './line-view.ts';

/**
 * The object that Fluent Bit put the application's JSON into, where no text is left of it: with `Merge_Log_Key` and `Keep_Log Off`, and
 * with a parser that decodes `message`. Datadog looks up no reserved attribute in there, so what it says is like a level or time under
 * another name. `undefined` for a line that says anything else itself.
 */
export function mergedObject(
  bytes: Buffer,
  members: readonly Member[],
  attributes: Attributes,
): MergedObject | undefined {
  const { log, message } = attributes;
  if (log !== undefined && message === undefined) return undefined;
  const member = message ?? onlyOther(members, attributes);
  if (member === undefined || bytes[member.valueStart] !== 0x7b) return undefined;
  const object = findObject(bytes, member.valueStart, member.valueEnd, 'plain');
  const inner = object && fixedKeys.read(bytes, object, 'plain');
  if (inner === undefined || !isLog(inner)) return undefined;
  return { key: decodeString(bytes, member.keyStart, member.keyEnd), attributes: inner };
}

/** Any object may have a `service` or a date; a log has a message or a level as well. */
function isLog({ log, message, msg, statuses, levels }: Attributes): boolean {
  return [log, message, msg, statuses, levels].some((found) => found !== undefined);
}

/** The only member beside those of Fluent Bit. */
function onlyOther(members: readonly Member[], attributes: Attributes): Member | undefined {
  const { stream, logtag, time, criTime, kubernetes, kubernetesNamespace } = attributes;
  if (stream === undefined && logtag === undefined) return undefined;
  const own = new Set([stream, logtag, time, criTime, kubernetes, kubernetesNamespace]);
  let other: Member | undefined;
  for (const member of members) {
    if (own.has(member)) continue;
    if (other !== undefined) return undefined;
    other = member;
  }
  return other;
}

/** The levels that such an object names, as those under other names than Datadog's. */
export function mergedLevels({ bytes, merged }: ObjectLine): FoundLevel[] {
  if (merged === undefined) return [];
  const { statuses = [], levels = [] } = merged.attributes;
  const rows = [
    ...statusAttributes.map((name, at) => ({ name, numbers: scaleOf(name), member: statuses[at] })),
    ...levelAttributes.map(({ name, numbers }, at) => ({ name, numbers, member: levels[at] })),
  ];
  return rows.flatMap(({ name, numbers, member }) => {
    if (member === undefined) return [];
    const value = parseValue(bytes, member.valueStart, member.valueEnd);
    return [{ name: `${merged.key}.${name}`, value, numbers }];
  });
}

/** The `service` that such an object names (parsed JSON). */
export function mergedService({ bytes, merged }: ObjectLine): unknown {
  const member = merged?.attributes.services?.[0];
  return member && parseValue(bytes, member.valueStart, member.valueEnd);
}
