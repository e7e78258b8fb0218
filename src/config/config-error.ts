/** One thing that is wrong with one environment variable. */
export interface ConfigProblem {
  readonly variable: string;
  /** The value as found; `undefined` when the variable is missing. Never put a key or another secret here. */
  readonly value: string | undefined;
  /** What is allowed, as a phrase that completes "allowed: …". */
  readonly allowed: string;
}

/** All that is wrong with a function's environment, in one error, so that one deploy mends all of it. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(`${problems.length} problem(s) in the environment:\n${problems.map(sentence).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

function sentence({ variable, value, allowed }: ConfigProblem): string {
  const found = value === undefined ? 'is not set' : `is ${JSON.stringify(value.slice(0, 200))}`;
  return `  ${variable} ${found}; allowed: ${allowed}`;
}
