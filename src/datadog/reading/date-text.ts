import type { ReadDate } from './date.ts';
import { epochOf } from './epoch.ts';

type Parts = Readonly<Record<string, string | undefined>>;

const clock = String.raw`(?<hour>\d\d):?(?<minute>\d\d)(?::?(?<second>\d\d)(?:[.,](?<fraction>\d{1,12}))?)?`;
const zone = String.raw`(?:Z|UTC|GMT|(?<sign>[+-])(?<zoneHour>\d\d)(?::?(?<zoneMinute>\d\d))?(?: UTC)?)`;
const dayFirst = String.raw`(?<day>\d{1,2})`;
const monthName = '(?<monthName>[A-Z][a-z]{2})';
const seconds = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)`;

const isoDate = new RegExp(
  String.raw`^(?<year>\d{4})(?<separator>[-/]?)(?<month>\d\d)\k<separator>(?<day>\d\d)` +
    String.raw`(?:(?:T| +)?${clock} ?(?<zone>${zone})?(?:\[[\w/+-]+\])?)?$`,
  'i',
);
const rfc2822 = new RegExp(
  String.raw`^(?:[A-Z][a-z]{2}, )?${dayFirst} ${monthName} (?<year>\d{4}) ${clock} ${zone}$`,
);
const apache = new RegExp(String.raw`^${dayFirst}/${monthName}/(?<year>\d{4}):${seconds} ${zone}$`);
const rfc3164 = new RegExp(String.raw`^${monthName} {1,2}${dayFirst} ${seconds}$`);

const monthNames = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const strictZone = /(?:Z|[+-]\d\d:\d\d)$/;

/** A text read as a date; `undefined` where it is none, an impossible one (February 30) or a mere time of day. */
export function dateOfText(raw: string, nearMs: number | undefined): ReadDate | undefined {
  const text = raw.trim();
  const iso = isoDate.exec(text)?.groups;
  if (iso !== undefined) {
    const hasTimeOfDay = iso['hour'] !== undefined;
    const date = dated(utcMs(iso), !isDatadogs(text, iso), hasTimeOfDay);
    return hasTimeOfDay && iso['zone'] === undefined ? withoutZone(date) : date;
  }
  const other = (rfc2822.exec(text) ?? apache.exec(text))?.groups;
  if (other !== undefined) return dated(utcMs(other), true, true);
  const syslog = rfc3164.exec(text)?.groups;
  if (syslog !== undefined) return withoutZone(dated(nearestMs(syslog, nearMs), false, true));
  return epochOf(text, 'string');
}

/** ISO 8601 in its extended format: a date, or date and time with seconds and a zone. */
function isDatadogs(text: string, { separator, hour, second, fraction = '' }: Parts): boolean {
  if (separator !== '-') return false;
  if (hour === undefined) return true;
  return (
    second !== undefined &&
    fraction.length <= 9 &&
    text[10] === 'T' &&
    text[13] === ':' &&
    strictZone.test(text)
  );
}

function dated(timeMs: number | undefined, converted: boolean, hasTimeOfDay: boolean): ReadDate | undefined {
  return timeMs === undefined ? undefined : { kind: 'date', timeMs, converted, hasTimeOfDay };
}

function withoutZone(date: ReadDate | undefined): ReadDate | undefined {
  return date && { ...date, lacksZone: true };
}

/** `undefined` for a day or time that does not exist. */
function utcMs(parts: Parts): number | undefined {
  const month =
    parts['month'] === undefined ? monthNames.indexOf(parts['monthName']!) : Number(parts['month']) - 1;
  const [day, hour, minute, second] = ['day', 'hour', 'minute', 'second'].map((name) =>
    Number(parts[name] ?? 0),
  );
  if (month < 0 || month > 11 || hour! > 23 || minute! > 59 || second! > 59) return undefined;
  const midnight = new Date(0).setUTCFullYear(Number(parts['year']), month, day);
  if (new Date(midnight).getUTCDate() !== day) return undefined;
  const ms = Number((parts['fraction'] ?? '').padEnd(3, '0').slice(0, 3));
  const offsetMinutes = Number(parts['zoneHour'] ?? 0) * 60 + Number(parts['zoneMinute'] ?? 0);
  const offsetMs = (parts['sign'] === '-' ? -offsetMinutes : offsetMinutes) * 60_000;
  return midnight + ((hour! * 60 + minute!) * 60 + second!) * 1_000 + ms - offsetMs;
}

/** `Nov  8 04:05:06` has no year: the one that brings it nearest to `nearMs`; NaN where that is unknown. */
function nearestMs(parts: Parts, nearMs: number | undefined): number | undefined {
  if (nearMs === undefined) return utcMs({ ...parts, year: '2000' }) === undefined ? undefined : NaN;
  const year = new Date(nearMs).getUTCFullYear();
  const times = [year - 1, year, year + 1].flatMap((each) => utcMs({ ...parts, year: String(each) }) ?? []);
  return times.sort((one, other) => Math.abs(one - nearMs) - Math.abs(other - nearMs)).at(0);
}
