import { ConfigError } from '../../config/config-error.ts';
import { problemSentence } from '../../config/settings.ts';
import { parseTransformConfig, type Environment } from '../../config/transform.ts';
import { createProcessing } from '../../processing/processing.ts';
import type { SettingError } from './wire.ts';

/** All that is wrong with the settings of a transform, by the name of the variable; the first problem of each. */
export async function settingProblems(environment: Environment): Promise<SettingError[]> {
  const processing = await createProcessing(environment);
  const problems = [
    ...transformProblems(environment),
    ...(processing.kind === 'problems' ? processing.problems : []),
  ];
  const byName = new Map(problems.map((problem) => [problem.name, problemSentence(problem)]));
  return Array.from(byName, ([name, sentence]) => ({ name, sentence }));
}

function transformProblems(environment: Environment) {
  try {
    parseTransformConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
