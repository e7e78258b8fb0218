import { findObject, type Member } from '../../json/object.ts';
import { scaleOf } from '../../datadog/status/level-value.ts';
import type { FoundLevel } from '../../datadog/status/status-plan.ts';
import { levelAttributes } from '../../datadog/status/levels.ts';
import { statusAttributes } from '../../datadog/reserved.ts';
import { decodeString, parseValue } from '../../json/strings.ts';
import { fixedKeys, type Attributes } from './attributes.ts';
import type { ObjectLine } from './line-view.ts';

/** An object under one key in which all stands that the application wrote. */
export interface MergedObject {
  readonly key: string;
  readonly attributes: Attributes;
}

/**
 * The object that Fluent Bit put the application's JSON into, where no text is left of it: with `Merge_Log_Key` and `Keep_Log Off`, and
 * with a parser that decodes `message`. Datadog looks up no reserved attribute in there, so what it says is like a level or time under
 * another name. `undefined` for a line that says anything else itself.
 */
export function mergedObject(line: ObjectLine): MergedObject | undefined {
  const { bytes, attributes } = line;
  const { log, message } = attributes;
  if (log !== undefined && message === undefined) return undefined;
  const member = message ?? onlyOther(line);
  if (member === undefined || bytes[member.valueStart] !== 0x7b) return undefined;
  const object = findObject(bytes, member.valueStart, member.valueEnd, 'plain');
  return (
    object && {
      key: decodeString(bytes, member.keyStart, member.keyEnd),
      attributes: fixedKeys.read(bytes, object, 'plain'),
    }
  );
}

/** The only member beside those of Fluent Bit. */
function onlyOther({ object: { members }, attributes }: ObjectLine): Member | undefined {
  const { stream, logtag, time, criTime, kubernetes, kubernetesNamespace } = attributes;
  if (members.length > 7 || (stream === undefined && logtag === undefined)) return undefined;
  const own = new Set([stream, logtag, time, criTime, kubernetes, kubernetesNamespace]);
  const others = members.filter((member) => !own.has(member));
  return others.length === 1 ? others[0] : undefined;
}

/** The levels that such an object names, as those under other names than Datadog's. */
export function mergedLevels(line: ObjectLine): FoundLevel[] {
  const merged = mergedObject(line);
  if (merged === undefined) return [];
  const { statuses = [], levels = [] } = merged.attributes;
  const rows = [
    ...statusAttributes.map((name, at) => ({ name, numbers: scaleOf(name), member: statuses[at] })),
    ...levelAttributes.map(({ name, numbers }, at) => ({ name, numbers, member: levels[at] })),
  ];
  return rows.flatMap(({ name, numbers, member }) => {
    if (member === undefined) return [];
    const value = parseValue(line.bytes, member.valueStart, member.valueEnd);
    return [{ name: `${merged.key}.${name}`, value, numbers }];
  });
}

/** The `service` that such an object names (parsed JSON). */
export function mergedService(line: ObjectLine): unknown {
  const member = mergedObject(line)?.attributes.services?.[0];
  return member && parseValue(line.bytes, member.valueStart, member.valueEnd);
}
