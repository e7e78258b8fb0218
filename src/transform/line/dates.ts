import type { DateInput, FoundDate, Place } from '../../datadog/reading/date-input.ts';
import type { DateValue } from '../../datadog/reading/date.ts';
import { readDateValue } from '../../datadog/reading/date-value.ts';
import { isCriTime, mayBeTime } from '../../datadog/reading/logger-time.ts';
import { dateAttributes } from '../../datadog/reserved.ts';
import type { Member } from '../../json/object.ts';
import type { AttributeKeys, Attributes } from './attributes.ts';
import type { ObjectLine } from './line-view.ts';

/** The members that a date may stand in, at one of the two places of a line. */
interface Found {
  readonly place: Place;
  readonly attributes: Attributes;
}

const none: readonly never[] = [];

/** What a line, and the JSON message in it, say about their time. `arrivalTimeMs` is that of the record. */
export function dateInput(
  line: ObjectLine,
  message: Attributes | undefined,
  arrivalTimeMs: number | undefined,
  keys: AttributeKeys,
): DateInput {
  const { bytes, attributes, prefix } = line;
  const criTimeMs = prefix?.timeMs ?? criTimeOf(line);
  if (isSilent(attributes) && (message === undefined || isSilent(message)))
    return { dates: none, criTimeMs, arrivalMs: arrivalTimeMs };
  const places: Found[] = [{ place: 'outer', attributes }];
  if (message !== undefined) places.push({ place: 'inner', attributes: message });
  const nearMs = arrivalTimeMs ?? criTimeMs;
  const read = ({ valueStart, valueEnd }: Member): DateValue =>
    readDateValue(bytes, valueStart, valueEnd, nearMs);
  return {
    dates: places.flatMap((found) => datesAt(found, read)),
    criTimeMs,
    arrivalMs: arrivalTimeMs,
    loggerTimes: places.flatMap((found) => loggerTimes(found, line, keys, read)),
    originals: places.flatMap(({ place, attributes: { original } }) =>
      original === undefined ? [] : [{ place, value: read(original) }],
    ),
  };
}

function isSilent({ dates, time, ts, original }: Attributes): boolean {
  return dates === undefined && time === undefined && ts === undefined && original === undefined;
}

/** The time of `manifests --crio`, which is taken out of the line. */
export function criTimeOf({ bytes, attributes: { criTime } }: ObjectLine): number | undefined {
  const value = criTime && readDateValue(bytes, criTime.valueStart, criTime.valueEnd);
  return value?.kind === 'date' ? value.timeMs : undefined;
}

function datesAt({ place, attributes }: Found, read: (member: Member) => DateValue): FoundDate[] {
  const found: FoundDate[] = [];
  for (const [index, member] of (attributes.dates ?? none).entries()) {
    if (member === undefined) continue;
    const attribute = dateAttributes[index];
    found.push({
      attribute: attribute ?? 'syslog.timestamp',
      place,
      inSyslog: attribute === undefined,
      value: read(member),
    });
  }
  return found;
}

function loggerTimes(
  { attributes }: Found,
  { bytes }: ObjectLine,
  keys: AttributeKeys,
  read: (member: Member) => DateValue,
): DateValue[] {
  const has = (name: string): boolean => keys.has(attributes, name);
  return [attributes.time, attributes.ts].flatMap((member) =>
    member !== undefined && mayBeTime(has, isCriTime(bytes, member.valueStart, member.valueEnd))
      ? [read(member)]
      : [],
  );
}
