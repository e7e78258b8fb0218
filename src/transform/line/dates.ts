import type { Buffer } from 'node:buffer';
import type { DateInput, FoundDate, Place } from '../../datadog/reading/date-input.ts';
import type { DateValue } from '../../datadog/reading/date.ts';
import { readDateValue } from '../../datadog/reading/date-value.ts';
import { isCriTime, mayBeTime } from '../../datadog/reading/logger-time.ts';
import { dateAttributes } from '../../datadog/reserved.ts';
import type { Member } from '../../json/object.ts';
import type { Attributes } from './attributes.ts';
import type { ObjectLine } from './line-view.ts';

const none: readonly never[] = [];

/** What a line, and the JSON message in it, say about their time. `arrivalTimeMs` is that of the record. */
export function dateInput(
  line: ObjectLine,
  message: Attributes | undefined,
  arrivalTimeMs: number | undefined,
): DateInput {
  const { bytes, attributes, prefix } = line;
  const criTimeMs = prefix?.timeMs ?? criTimeOf(line);
  if (isSilent(attributes) && (message === undefined || isSilent(message)))
    return {
      dates: none,
      criTimeMs,
      arrivalMs: arrivalTimeMs,
      loggerTimes: message === undefined && criTimeMs === undefined ? mergedTimes(line, arrivalTimeMs) : none,
    };
  const found = new FoundTimes(bytes, arrivalTimeMs ?? criTimeMs);
  found.add('outer', attributes);
  if (message !== undefined) found.add('inner', message);
  const { dates, loggerTimes, originals } = found;
  return { dates, criTimeMs, arrivalMs: arrivalTimeMs, loggerTimes, originals };
}

function isSilent({ dates, time, ts, original }: Attributes): boolean {
  return dates === undefined && time === undefined && ts === undefined && original === undefined;
}

/** The times that an object says which Fluent Bit put the application's JSON into. */
function mergedTimes({ bytes, merged }: ObjectLine, nearMs: number | undefined): readonly DateValue[] {
  if (merged === undefined) return none;
  const { dates = [], time, ts } = merged.attributes;
  return [...dates, time, ts].flatMap((member) =>
    member === undefined ? [] : [readDateValue(bytes, member.valueStart, member.valueEnd, nearMs)],
  );
}

/** The time of `manifests --crio`, which is taken out of the line. */
export function criTimeOf({ bytes, attributes: { criTime } }: ObjectLine): number | undefined {
  const value = criTime && readDateValue(bytes, criTime.valueStart, criTime.valueEnd);
  return value?.kind === 'date' ? value.timeMs : undefined;
}

/** Collects what the two places of a line say. */
class FoundTimes {
  readonly dates: FoundDate[] = [];
  readonly loggerTimes: DateValue[] = [];
  readonly originals: { place: Place; value: DateValue }[] = [];
  readonly #bytes: Buffer;
  readonly #nearMs: number | undefined;

  constructor(bytes: Buffer, nearMs: number | undefined) {
    this.#bytes = bytes;
    this.#nearMs = nearMs;
  }

  add(place: Place, attributes: Attributes): void {
    const { dates, time, ts, original } = attributes;
    if (dates !== undefined) this.#addDates(place, dates);
    if (time !== undefined) this.#addLoggerTime(time, attributes);
    if (ts !== undefined) this.#addLoggerTime(ts, attributes);
    if (original !== undefined) this.originals.push({ place, value: this.#read(original) });
  }

  #addDates(place: Place, members: readonly (Member | undefined)[]): void {
    for (let index = 0; index < members.length; index++) {
      const member = members[index];
      if (member === undefined) continue;
      const attribute = dateAttributes[index];
      this.dates.push({
        attribute: attribute ?? 'syslog.timestamp',
        place,
        inSyslog: attribute === undefined,
        value: this.#read(member),
      });
    }
  }

  #addLoggerTime(member: Member, beside: Attributes): void {
    if (mayBeTime(beside, isCriTime(this.#bytes, member.valueStart, member.valueEnd)))
      this.loggerTimes.push(this.#read(member));
  }

  #read({ valueStart, valueEnd }: Member): DateValue {
    return readDateValue(this.#bytes, valueStart, valueEnd, this.#nearMs);
  }
}
