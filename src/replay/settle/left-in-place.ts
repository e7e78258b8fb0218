import type { ObjectOutcome } from '../job.ts';
import { NotAnErrorObject } from '../read/error-object.ts';
import { LeaseLostError, LedgerError } from './ledger.ts';
import { StoreError, type StoreFailure } from '../../store/object-store.ts';
import type { LeftReason } from '../report.ts';

/** An object that stays where it is. */
export type LeftObject = Extract<ObjectOutcome, { kind: 'left' }>;

/** What an error of the store, of the ledger, or of the reader means for the object; anything else is a defect and passes through. */
export function outcomeOfError(error: unknown): LeftObject {
  if (error instanceof LeaseLostError) return leftInPlace('in_use');
  if (error instanceof LedgerError) return leftInPlace('ledger_unreadable', error.message);
  if (error instanceof NotAnErrorObject) return leftInPlace('not_an_error_object', error.message);
  if (!(error instanceof StoreError)) throw error;
  return leftInPlace(reasons[error.failure], error.message);
}

export function leftInPlace(reason: LeftReason, sentence?: string): LeftObject {
  return { kind: 'left', reason, ...(sentence !== undefined && { sentence }) };
}

const reasons = {
  gone: 'gone',
  changed: 'changed',
  archived: 'archived',
  refused: 'store_refused',
  unavailable: 'store_unavailable',
} as const satisfies Record<StoreFailure, LeftReason>;
