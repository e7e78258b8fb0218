/** The statuses of Datadog, under the names that it shows. */
export const statuses = [
  'emergency',
  'alert',
  'critical',
  'error',
  'warning',
  'notice',
  'info',
  'debug',
  'ok',
] as const;

export type Status = (typeof statuses)[number];

/** By prefix, in Datadog's order. Source: Datadog documentation, `log_status_remapper`. */
const prefixes: readonly (readonly [string, Status])[] = [
  ['emerg', 'emergency'],
  ['f', 'emergency'],
  ['a', 'alert'],
  ['c', 'critical'],
  ['err', 'error'],
  ['w', 'warning'],
  ['n', 'notice'],
  ['i', 'info'],
  ['d', 'debug'],
  ['t', 'debug'],
  ['v', 'debug'],
  ['o', 'ok'],
  ['s', 'ok'],
];

export interface ReadStatus {
  readonly status: Status;
  /** Whether the value matches a rule of Datadog; what matches none is shown as info. */
  readonly isUnderstood: boolean;
}

const notUnderstood: ReadStatus = { status: 'info', isUnderstood: false };

/**
 * The status that Datadog reads from the value of a status attribute (parsed JSON): an integer from 0 to 7 is syslog's severity, a
 * text is told by its first letters. Anything else, an HTTP status too, is info.
 */
export function datadogStatus(value: unknown): ReadStatus {
  if (typeof value === 'number') return Number.isInteger(value) ? syslog(value) : notUnderstood;
  if (typeof value !== 'string') return notUnderstood;
  const word = value.trim().toLowerCase();
  if (/^\d{1,3}$/.test(word)) return syslog(Number(word));
  const found = prefixes.find(([prefix]) => word.startsWith(prefix));
  return found === undefined ? notUnderstood : { status: found[1], isUnderstood: true };
}

function syslog(severity: number): ReadStatus {
  return severity >= 0 && severity <= 7 ? { status: statuses[severity]!, isUnderstood: true } : notUnderstood;
}
