import { ConfigError } from '../../config/config-error.ts';
import { parseProcessing } from '../../config/processing.ts';
import { problemSentence } from '../../config/settings.ts';
import { parseTransformConfig } from '../../config/transform.ts';
import { lambdaProcessorOf, parameterOf, type HttpEndpointDestination } from '../description.ts';
import { found, healthy, unknown, type Diagnosis } from '../finding.ts';
import type { Lookup } from '../lookup.ts';
import { isTransformFunction, type FunctionDescription } from './function-description.ts';

/** Whether the transform of a stream is there, has the time that it needs, and starts with its settings. */
export async function functionDiagnoses(
  { processing }: HttpEndpointDestination,
  describe: (arn: string) => Promise<Lookup<FunctionDescription>>,
): Promise<Diagnosis[]> {
  const processor = processing.enabled ? lambdaProcessorOf(processing) : undefined;
  const arn = processor === undefined ? undefined : parameterOf(processor, 'LambdaArn');
  if (arn === undefined) return [];
  const check = 'function';
  const described = await describe(arn);
  if (described.kind === 'unknown') return [unknown(check, described.reason)];
  if (described.kind === 'missing') {
    return [
      found({
        check,
        what: `${arn} does not exist`,
        impact: 'every invocation fails, and all records end in the error output',
        fix: 'deploy it again, or kubehose detach --stream NAME',
      }),
    ];
  }
  const { handler, timeoutSeconds, environment } = described.value;
  if (!isTransformFunction(arn, described.value))
    return [unknown(check, `${arn} (${handler}) is not kubehose's transform`)];
  return [timeDiagnosis(arn, timeoutSeconds), ...(await settingsDiagnoses(environment))];
}

function timeDiagnosis(arn: string, timeoutSeconds: number): Diagnosis {
  if (timeoutSeconds >= 30) return healthy('function', `${arn}, ${timeoutSeconds} s`);
  return found({
    check: 'function',
    what: `${arn} may run for ${timeoutSeconds} s only`,
    impact: 'an invocation that puts records back on the stream is cut off, and its whole batch fails',
    fix: 'set its time-out to 120 s',
  });
}

/** As the function reads them when it starts. */
async function settingsDiagnoses(environment: FunctionDescription['environment']): Promise<Diagnosis[]> {
  if (environment === undefined)
    return [unknown('settings', 'Lambda does not show the environment variables of the function')];
  const refused = [
    ...(await problemsOf(() => parseTransformConfig(environment))),
    ...(await problemsOf(() => parseProcessing(environment))),
  ];
  if (refused.length === 0) return [healthy('settings', 'settings and rules of the function are valid')];
  return refused.map((what) =>
    found({
      check: 'settings',
      what,
      impact: 'the function does not start, and all records end in the error output',
      fix: 'correct the variable, or the parameter of the stack that sets it; docs/configuration.md has the table',
    }),
  );
}

async function problemsOf(read: () => unknown): Promise<string[]> {
  try {
    await read();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(problemSentence);
  }
}
