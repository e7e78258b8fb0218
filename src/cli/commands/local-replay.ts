import { join, relative } from 'node:path';
import type { LocalPipeline } from '../../local/pipeline.ts';
import { errorPrefix } from '../../local/console/error-objects.ts';
import type { Io } from '../io.ts';

/** The environment of a replay of the local error output, and the command that does it. */
export function replayOf(
  { urls, paths }: LocalPipeline,
  io: Io,
): { readonly environment: Io['env']; readonly command: string } {
  const directory = join(relative(io.cwd, paths.errorOutput), errorPrefix);
  const replay = `kubehose replay ${directory} --yes`;
  // With DD_URL the user has named destination and key.
  if (!urls.destination.startsWith(urls.datadog)) return { environment: io.env, command: replay };
  return {
    environment: { ...io.env, DD_API_KEY: 'local', DD_API_KEY_SECRET_ARN: '', DD_URL: urls.datadog },
    command: `DD_API_KEY=local DD_URL=${urls.datadog} ${replay}`,
  };
}
