import type { Lookup } from '../../stream/lookup.ts';
import { credentialsSentence } from '../credentials.ts';
import { errorCode } from '../error-code.ts';

/** Asks AWS once; an error of one of the `missing` names says that the thing is not there, any other that nobody knows. */
export async function lookup<T>(ask: () => Promise<T>, missing: readonly string[]): Promise<Lookup<T>> {
  try {
    return { kind: 'found', value: await ask() };
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown error';
    if (missing.includes(name)) return { kind: 'missing' };
    return { kind: 'unknown', reason: reasonOf(error, name) };
  }
}

/** What an error of the SDK means, as one line; its messages name actions and resources, never payloads. */
export function reasonOf(
  error: unknown,
  name = error instanceof Error ? error.name : 'unknown error',
): string {
  const sentence = credentialsSentence(error, process.env['AWS_PROFILE']);
  if (sentence !== undefined) return sentence;
  const [line = ''] = (error instanceof Error ? error.message : '').split('\n');
  const code = errorCode(error);
  return [name, code === name ? '' : code, line]
    .filter((part) => part !== '' && part !== 'Error')
    .join(': ')
    .slice(0, 300);
}
