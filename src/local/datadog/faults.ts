import { fieldsOf, type Fields } from '../../json/fields.ts';

/** How the stand-in fails. With `accept` it keeps the logs all the same, so that only the answer is wrong. */
export type Fault = { readonly accept?: boolean } & (
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string }
  | { readonly kind: 'reset' }
  /** Answers 200 with a text that keeps to no protocol. */
  | { readonly kind: 'garbage' }
  /** Answers as usual, this much later. */
  | { readonly kind: 'slow'; readonly delayMs: number }
);

/** What can be sent to `/control/fail`: the rows of docs/local.md, of the help, and of the console. */
export const faultKinds: readonly {
  readonly name: string;
  readonly example: string;
  readonly meaning: string;
}[] = [
  { name: 'answer 503', example: '{"status":503}', meaning: 'answers this status, 200 to 599' },
  {
    name: 'answer 429',
    example: '{"status":429,"retryAfter":2}',
    meaning: 'the same with Retry-After, in seconds',
  },
  {
    name: 'reset connections',
    example: '{"kind":"reset"}',
    meaning: 'closes the connection without an answer',
  },
  {
    name: 'answer garbage',
    example: '{"kind":"garbage"}',
    meaning: 'answers 200 with a page of HTML, as a captive portal does',
  },
  {
    name: 'answer 5 s late',
    example: '{"kind":"slow","delayMs":5000}',
    meaning: 'answers as usual, so many ms later',
  },
];

/** What every fault may have besides. */
export const faultOptions: readonly { readonly example: string; readonly meaning: string }[] = [
  { example: '"times":3', meaning: 'only the next three requests fail; without it all do until recover' },
  { example: '"accept":true', meaning: 'the logs are kept all the same, only the answer is wrong' },
];

export interface FaultPlan {
  /** The next `times` requests to an intake fail; without a number, all until `recover`. Faults given one after another queue up. */
  fail(fault: Fault, times?: number): void;
  recover(): void;
  /** The fault of the request that arrives now. */
  next(): Fault | undefined;
  /** The fault of the next request; it stays. */
  current(): Fault | undefined;
}

export function createFaultPlan(): FaultPlan {
  let plan: { readonly fault: Fault; left: number }[] = [];
  return {
    fail(fault, times = Infinity) {
      if (times > 0) plan.push({ fault, left: times });
    },
    recover() {
      plan = [];
    },
    next() {
      const [current] = plan;
      if (current === undefined) return undefined;
      current.left -= 1;
      if (current.left <= 0) plan.shift();
      return current.fault;
    },
    current: () => plan[0]?.fault,
  };
}

/** A fault as it was asked for, or a sentence that says what is wrong and what is allowed. */
export type ReadFault =
  | { readonly kind: 'fault'; readonly fault: Fault; readonly times: number }
  | { readonly kind: 'none'; readonly sentence: string };

/** Reads what the control endpoint was sent: the fields of a fault, `times` and `accept`. */
export function readFault(value: unknown): ReadFault {
  const fields = fieldsOf(value);
  if (fields === undefined) return none('the body is no JSON object');
  const { times = Infinity, accept = false } = fields;
  if (typeof times !== 'number' || !(times > 0)) return none('times is no number above 0');
  if (typeof accept !== 'boolean') return none('accept is neither true nor false');
  const fault = faultOf(fields);
  return typeof fault === 'string' ? none(fault) : { kind: 'fault', fault: { ...fault, accept }, times };
}

function none(reason: string): ReadFault {
  const allowed = faultKinds.map(({ example }) => example).join(', ');
  const options = faultOptions.map(({ example }) => example).join(' and ');
  return { kind: 'none', sentence: `${reason}; allowed: ${allowed}, each also with ${options}` };
}

/** A sentence where it is none. */
function faultOf(fields: Fields): Fault | string {
  switch (fields['kind'] ?? 'status') {
    case 'status':
      return statusFault(fields);
    case 'reset':
      return { kind: 'reset' };
    case 'garbage':
      return { kind: 'garbage' };
    case 'slow': {
      const { delayMs } = fields;
      if (typeof delayMs === 'number' && delayMs >= 0) return { kind: 'slow', delayMs };
      return 'delayMs is no number of milliseconds';
    }
    default:
      return 'kind is none of status, reset, garbage and slow';
  }
}

function statusFault({ status, retryAfter }: Fields): Fault | string {
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599)
    return 'status is no whole number from 200 to 599';
  if (retryAfter === undefined) return { kind: 'status', status };
  // A date or a number of seconds, as in the header.
  if (typeof retryAfter === 'string' || (typeof retryAfter === 'number' && retryAfter >= 0))
    return { kind: 'status', status, retryAfter: String(retryAfter) };
  return 'retryAfter is neither a number of seconds nor a date';
}
