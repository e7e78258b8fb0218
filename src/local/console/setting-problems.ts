import { ConfigError } from '../../config/config-error.ts';
import { parseProcessing } from '../../config/processing.ts';
import { problemSentence, type SettingProblem } from '../../config/settings.ts';
import { parseTransformConfig, type Environment } from '../../config/transform.ts';
import type { SettingError } from './wire.ts';

/** All that is wrong with the settings of a transform, by the name of the variable; the first problem of each. */
export async function settingProblems(environment: Environment): Promise<SettingError[]> {
  const problems = [
    ...(await problemsOf(() => parseTransformConfig(environment))),
    ...(await problemsOf(() => parseProcessing(environment))),
  ];
  const byName = new Map(
    problems.toReversed().map((problem) => [problem.name, problemSentence(problem)] as const),
  );
  return Array.from(byName, ([name, sentence]) => ({ name, sentence })).toReversed();
}

async function problemsOf(parse: () => unknown): Promise<readonly SettingProblem[]> {
  try {
    await parse();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
