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

export interface FaultPlan {
  /** The next `times` requests to an intake fail; without a number, all until `recover`. Faults given one after another queue up. */
  fail(fault: Fault, times?: number): void;
  recover(): void;
  /** The fault of the request that arrives now. */
  next(): Fault | undefined;
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
  };
}

/**
 * Reads what the control endpoint was sent: the fields of a fault and `times`. `undefined` when it is none.
 * `{"status":503}`, `{"status":429,"retryAfter":"2","times":3}`, `{"kind":"reset"}`, `{"kind":"slow","delayMs":500}`.
 */
export function readFault(value: unknown): { readonly fault: Fault; readonly times: number } | undefined {
  const fields = fieldsOf(value);
  if (fields === undefined) return undefined;
  const times = fields['times'] ?? Infinity;
  const accept = fields['accept'] === true;
  const fault = faultOf(fields);
  if (fault === undefined || typeof times !== 'number' || !(times > 0)) return undefined;
  return { fault: { ...fault, accept }, times };
}

function faultOf(fields: Fields): Fault | undefined {
  const status = fields['status'];
  const retryAfter = fields['retryAfter'];
  const delayMs = fields['delayMs'];
  switch (fields['kind'] ?? 'status') {
    case 'status':
      if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599)
        return undefined;
      return typeof retryAfter === 'string'
        ? { kind: 'status', status, retryAfter }
        : { kind: 'status', status };
    case 'reset':
      return { kind: 'reset' };
    case 'garbage':
      return { kind: 'garbage' };
    case 'slow':
      return typeof delayMs === 'number' && delayMs >= 0 ? { kind: 'slow', delayMs } : undefined;
    default:
      return undefined;
  }
}
