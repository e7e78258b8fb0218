import type { DateValue } from './date.ts';
import type { DateAttribute } from './date-attributes.ts';

/** At the top level of the log, or inside the JSON text of its `message`, which Datadog lifts over the top level. */
export type Place = 'outer' | 'inner';

/** A date attribute of a log: of members with the same key at the same place, the last. */
export interface FoundDate {
  readonly attribute: DateAttribute;
  readonly place: Place;
  /** For `syslog.timestamp`: whether it is the member `timestamp` of an object `syslog`, and not one dotted key. */
  readonly inSyslog?: boolean;
  readonly value: DateValue;
}

/** What is known about the time of a log. Times are epoch ms. */
export interface DateInput {
  readonly dates: readonly FoundDate[];
  /** From the CRI prefix, or from a member `cri_time`. */
  readonly criTimeMs?: number | undefined;
  /** Fluent Bit's `time`, then `time` and `ts` of loggers, those for which `mayBeTime` vouches. */
  readonly loggerTimes?: readonly DateValue[];
  /** When the record arrived at Firehose; age is not judged where it is unknown. */
  readonly arrivalMs?: number | undefined;
  /** Attributes `original_timestamp`, from an earlier pass or from the application. */
  readonly originals?: readonly { readonly place: Place; readonly value: DateValue }[];
  /** How late an application's own date may be where nothing else tells the time; 7 days unless given. */
  readonly maxLateMs?: number;
}
