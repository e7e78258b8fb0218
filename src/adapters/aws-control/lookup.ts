import type { Looked } from '../../stream/lookup.ts';
import { errorCode } from '../error-code.ts';

/** Asks AWS once; an error of one of the `missing` names says that the thing is not there, any other that nobody knows. */
export async function look<T>(ask: () => Promise<T>, missing: readonly string[]): Promise<Looked<T>> {
  try {
    return { kind: 'found', value: await ask() };
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown error';
    if (missing.includes(name)) return { kind: 'missing' };
    return { kind: 'unknown', reason: reasonOf(error, name) };
  }
}

/** One line; the SDK's messages name actions and resources, never payloads. */
export function reasonOf(
  error: unknown,
  name = error instanceof Error ? error.name : 'unknown error',
): string {
  const [line = ''] = (error instanceof Error ? error.message : '').split('\n');
  const code = errorCode(error);
  return [name, code === name ? '' : code, line]
    .filter((part) => part !== '' && part !== 'Error')
    .join(': ')
    .slice(0, 300);
}

/** Nobody waits longer than this for an answer in front of a terminal. */
export const patience = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000 },
} as const;
