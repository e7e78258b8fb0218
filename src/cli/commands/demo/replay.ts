import { join } from 'node:path';
import type { Io } from '../../io.ts';
import { replayCommand } from '../replay/replay.ts';

/**
 * Brings the failed records of the walk's error output back, as `kubehose replay --yes --after keep` does: the objects stay where
 * the walk has shown them. Answers the exit code.
 */
export function replayErrorOutput(
  directory: string,
  apiKey: string,
  datadogUrl: string,
  io: Io,
): Promise<number> {
  const env = { ...io.env, DD_API_KEY: apiKey, DD_URL: datadogUrl };
  const args = { positionals: [join(directory, 's3', 'errors')], values: { yes: true, after: 'keep' } };
  return replayCommand.run(args, { ...io, env });
}
