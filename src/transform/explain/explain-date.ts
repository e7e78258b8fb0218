import type { DateInput, FoundDate } from '../../datadog/reading/date-input.ts';
import { ageAt } from '../../datadog/reading/date-window.ts';
import { isGood, isLocalTime, logTime, type LogTime } from '../../datadog/reading/log-time.ts';
import type { Chosen, Lost } from './explanation.ts';

const sources = {
  cri: 'the CRI time',
  original: 'original_timestamp of an earlier pass: too old for Datadog',
  logger: 'the time that the logger wrote',
  arrival: 'the arrival of the record',
} as const;

const first = 'the other comes first';
const impossible = 'no time at which the line can have been written';

/** What gave a log its time, and why the others that could have did not. */
export function explainDate(input: DateInput): Chosen | undefined {
  const time = logTime(input);
  if (time === undefined) return undefined;
  const { ms, source } = time;
  return {
    value: Number.isNaN(ms) ? 'the time of reception' : new Date(ms).toISOString(),
    from: typeof source === 'string' ? sources[source] : nameOf(source),
    lost: [
      ...input.dates.filter((date) => date !== source).map((date) => lostDate(date, time, input)),
      ...lostTimes(time, input),
    ],
  };
}

function nameOf({ attribute, place }: FoundDate): string {
  return place === 'inner' ? `${attribute} of the JSON message` : `${attribute} of the log`;
}

function lostDate(date: FoundDate, { source }: LogTime, input: DateInput): Lost {
  const { value } = date;
  const because = (): string => {
    if (value.kind !== 'date') return value.kind === 'null' ? 'it is null' : 'no date that can be read';
    if (!value.hasTimeOfDay) return 'a day without a time of day';
    if (isLocalTime(value, input))
      return `local time: it names no zone, and as UTC ${witnessOf(input)} speaks against it`;
    const age = ageAt(value.timeMs, input.arrivalMs ?? input.criTimeMs);
    if (age !== 'in-window') return age === 'late' ? 'too old for Datadog' : 'too far ahead';
    // Where another time than the application's counts, none of its dates can be the line's.
    if (typeof source === 'string') return impossible;
    return value.converted && isGood(source.value, input)
      ? 'Datadog does not read this form, and the other it does'
      : first;
  };
  return { from: nameOf(date), because: because() };
}

function witnessOf({ criTimeMs }: DateInput): string {
  return criTimeMs === undefined ? 'the time at which the line was written or arrived' : 'the CRI time';
}

/** The times that count only where no date of the application does. */
function lostTimes({ source }: LogTime, { criTimeMs, loggerTimes = [] }: DateInput): Lost[] {
  const because = typeof source === 'string' ? impossible : 'a date of the log comes first';
  const lost: Lost[] = [];
  if (criTimeMs !== undefined && source !== 'cri') lost.push({ from: sources.cri, because });
  if (loggerTimes.length > 0 && source !== 'logger')
    lost.push({ from: sources.logger, because: whyNotLogger(source) ?? because });
  return lost;
}

/** What goes before the time of a logger, however good that is. */
function whyNotLogger(source: LogTime['source']): string | undefined {
  if (source === 'cri') return 'the CRI time comes first';
  return source === 'original' ? first : undefined;
}
