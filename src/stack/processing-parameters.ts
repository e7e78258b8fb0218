import { problemSentence } from '../config/settings.ts';
import { createProcessing } from '../processing/processing.ts';
import type { ParameterName } from './parameters.ts';

/** The parameters that are about rules, filters and joining, by the variables of the functions. */
const parameterOf = {
  DD_LOGS_CONFIG_PROCESSING_RULES: 'processingRules',
  DD_CONTAINER_EXCLUDE: 'containerExclude',
  DD_CONTAINER_INCLUDE: 'containerInclude',
  DD_LOGS_CONFIG_AUTO_MULTI_LINE_DETECTION: 'autoMultiLine',
} as const satisfies Record<string, ParameterName>;

/** Values of the parameters by their names. */
export type ProcessingParameters = Readonly<Record<(typeof parameterOf)[keyof typeof parameterOf], string>>;

/** The variables that all functions get. */
export function processingEnvironment(given: ProcessingParameters): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(parameterOf).map(([variable, name]) => [variable, given[name]]));
}

/** What the functions would refuse at their start, as sentences with the names of the parameters. */
export async function processingProblems(given: ProcessingParameters): Promise<string[]> {
  const outcome = await createProcessing(processingEnvironment(given));
  if (outcome.kind === 'processing') return [];
  const names: Readonly<Record<string, string>> = parameterOf;
  return outcome.problems.map(({ because, ...problem }) => {
    const renamed = { ...problem, name: names[problem.name] ?? problem.name };
    return problemSentence(because === undefined ? renamed : { ...renamed, because });
  });
}
