import { createProcessing, type Processing } from '../processing/processing.ts';
import { ConfigError } from './config-error.ts';
import type { Environment } from './transform.ts';

/** What a function does to logs before it enriches them; rejects with one `ConfigError` that lists every rule that cannot be used. */
export async function parseProcessing(environment: Environment): Promise<Processing> {
  const outcome = await createProcessing(environment);
  if (outcome.kind === 'problems') throw new ConfigError(outcome.problems);
  return outcome.processing;
}
