import { logRouterFindings, type LogRouterObjects } from '../../../cluster/log-router.ts';
import type { LogRouterTarget } from '../../../cluster/router-outputs.ts';
import { found, healthy, type Diagnosis } from '../../../stream/finding.ts';
import { textOption, UsageError, type Arguments, type Option } from '../../command.ts';
import { readInput } from '../../input.ts';
import type { Io } from '../../io.ts';

/** The option of commands that check the log router. */
export const manifestsOption: Option = {
  type: 'string',
  value: 'FILE',
  help: "the log router's namespace and ConfigMap, YAML or JSON, to check as well; - for stdin",
};

/** What `--manifests` names; `undefined` where it is not given. */
export async function readRouter(args: Arguments, io: Io): Promise<LogRouterObjects | undefined> {
  const file = textOption(args, 'manifests');
  if (file === undefined) return undefined;
  const { readLogRouter } = await import('../../../adapters/manifest-file.ts');
  const chunks: Buffer[] = [];
  for await (const chunk of readInput(file, io)) chunks.push(chunk);
  try {
    return readLogRouter(Buffer.concat(chunks).toString(), file === '-' ? 'stdin' : file);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

export function routerDiagnoses(
  objects: LogRouterObjects,
  target: LogRouterTarget | undefined,
): readonly Diagnosis[] {
  const findings = logRouterFindings(objects, target);
  return findings.length === 0
    ? [healthy('log router', 'namespace, label and ConfigMap are in order')]
    : findings.map(found);
}
