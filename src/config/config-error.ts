import { problemSentence, type SettingProblem } from './settings.ts';

/** All that is wrong with a function's environment, in one error, so that one deploy fixes all of it. */
export class ConfigError extends Error {
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(
      `${count} in the environment:\n${problems.map((problem) => `  ${problemSentence(problem)}`).join('\n')}`,
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}
