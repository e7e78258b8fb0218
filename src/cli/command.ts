import type { Io } from './io.ts';

/** One option of a command. */
export interface Option {
  /** `boolean` is a switch. */
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** May be given several times. */
  readonly multiple?: boolean;
  /** Name of the value in the help, such as `PORT`. */
  readonly value?: string;
  readonly help: string;
}

type Value = string | boolean;

export interface Arguments {
  readonly values: Readonly<Record<string, Value | readonly Value[] | undefined>>;
  readonly positionals: readonly string[];
}

/** What a command's file exports. */
export interface Command {
  /** After `kubehose`, e.g. `transform [FILE]`. */
  readonly usage: string;
  readonly summary: string;
  /** Further sentences for its help, if any. */
  readonly details?: string;
  readonly options: Readonly<Record<string, Option>>;
  readonly maxPositionals: number;
  readonly examples: readonly string[];
  /** Exit codes besides 0 (done) and 1 (usage, input or environment). */
  readonly exitCodes?: Readonly<Record<number, string>>;
  /** Answers the exit code. */
  run(args: Arguments, io: Io): Promise<number>;
}

/** Something that the user can mend; the message is one sentence for people, without a stack. Exit code 1. */
export class UsageError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UsageError';
  }
}

/** The text of an option, or `undefined` where it was not given. */
export function textOption({ values }: Arguments, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** All texts of an option that may be given several times. */
export function textListOption({ values }: Arguments, name: string): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** A number of an option within bounds, or the fallback where it was not given. */
export function numberOption(
  args: Arguments,
  name: string,
  { fallback, min, max }: { fallback: number; min: number; max: number },
): number {
  const text = textOption(args, name);
  if (text === undefined) return fallback;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new UsageError(`--${name} is ${JSON.stringify(text)}; allowed: a number from ${min} to ${max}`);
  }
  return value;
}

/** The same for whole numbers, such as a port. */
export function integerOption(
  args: Arguments,
  name: string,
  bounds: { fallback: number; min: number; max: number },
): number {
  const value = numberOption(args, name, bounds);
  if (!Number.isInteger(value)) throw new UsageError(`--${name} is ${value}; allowed: a whole number`);
  return value;
}
