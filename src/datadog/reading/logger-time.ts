/** What stands beside a member called `time` or `ts`; `undefined` for what does not. */
export interface Companions {
  /** The required attribute of CloudEvents, whose `time` is that of the event. */
  readonly specversion: unknown;
  readonly log: unknown;
  readonly msg: unknown;
  /** Any of `statusAttributes`. */
  readonly statuses: unknown;
  /** Any of `levelAttributes`. */
  readonly levels: unknown;
}

/**
 * Whether a member called `time` (pino, bunyan, logrus, slog) or `ts` (zap) may be the time of the log, by the other members of the
 * same object: a logger's come with a level or a message, Fluent Bit's with an unparsed `log` or in the CRI format. Whether it is
 * near enough to the arrival, `planDates` decides.
 */
export function mayBeTime(beside: Companions, isCriFormat: boolean): boolean {
  if (beside.specversion !== undefined) return false;
  if (isCriFormat || beside.log !== undefined) return true;
  return beside.msg !== undefined || beside.statuses !== undefined || beside.levels !== undefined;
}

/** Whether the JSON value `bytes[start, end)` is a time as container runtimes write it: RFC 3339 with nine fraction digits. */
export function isCriTime(bytes: Uint8Array, start: number, end: number): boolean {
  const fraction = start + 20;
  if (bytes[start] !== 0x22 || end - start < 32 || bytes[fraction] !== 0x2e) return false;
  for (let at = fraction + 1; at <= fraction + 9; at++)
    if (bytes[at]! < 0x30 || bytes[at]! > 0x39) return false;
  const after = bytes[fraction + 10]!;
  return after === 0x5a || after === 0x2b || after === 0x2d;
}
