import { problemSentence, SettingsReader, type Setting } from '../config/settings.ts';
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

/** Headings of the help, in their order. */
export const groups = { try: 'try it', deploy: 'deploy', run: 'run' } as const;

/** What a command's file exports. */
export interface Command {
  readonly group: keyof typeof groups;
  /** Asks AWS: it takes a profile, a region and another endpoint, as the tools of AWS do. */
  readonly aws?: true;
  /** After `kubehose`, e.g. `transform [FILE]`. */
  readonly usage: string;
  /** At most 58 characters, for a line of the help. */
  readonly summary: string;
  /** Further sentences for its help, if any. */
  readonly details?: string;
  /** Rows below these, such as what can be sent somewhere, each with its meaning. */
  readonly table?: readonly (readonly [what: string, meaning: string])[];
  readonly options: Readonly<Record<string, Option>>;
  readonly maxPositionals: number;
  readonly examples: readonly string[];
  /** Exit codes besides 0 (done) and 1 (usage, input or environment). */
  readonly exitCodes?: Readonly<Record<number, string>>;
  /** Answers the exit code. */
  run(args: Arguments, io: Io): Promise<number>;
}

/** Something that the user can fix; the message is one sentence for people, without a stack. Exit code 1. */
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

/** Reads one option with the reader of all settings; what is wrong becomes a `UsageError`. */
export function readOption<T>(
  args: Arguments,
  name: string,
  { fallback = '', allowed }: { readonly fallback?: string; readonly allowed: string },
  read: (reader: SettingsReader, setting: Setting) => T,
): T {
  const setting = { name: `--${name}`, fallback, allowed };
  const reader = new SettingsReader({ [setting.name]: textOption(args, name) });
  const value = read(reader, setting);
  const [problem] = reader.problems;
  if (problem !== undefined) throw new UsageError(problemSentence(problem));
  return value;
}

/** A whole number within bounds, such as a port. */
export function integerOption(
  args: Arguments,
  name: string,
  { fallback, min, max }: { readonly fallback: number; readonly min: number; readonly max: number },
): number {
  const words = { fallback: String(fallback), allowed: `a whole number from ${min} to ${max}` };
  return readOption(args, name, words, (reader, setting) => reader.whole(setting, min, max));
}

/** One of some words. */
export function wordOption<T extends string>(
  args: Arguments,
  name: string,
  allowed: readonly T[],
  fallback: T,
): T {
  const words = { fallback, allowed: new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(allowed) };
  return readOption(args, name, words, (reader, setting) => reader.oneOf(setting, allowed));
}

/** A text that a command cannot do without. */
export function requiredOption(
  args: Arguments,
  name: string,
  isAllowed: (text: string) => boolean,
  allowed: string,
): string {
  return readOption(args, name, { allowed }, (reader, setting) => reader.required(setting, isAllowed));
}

/** The same for a text that may be left out. */
export function optionalOption(
  args: Arguments,
  name: string,
  isAllowed: (text: string) => boolean,
  allowed: string,
): string | undefined {
  return textOption(args, name) === undefined ? undefined : requiredOption(args, name, isAllowed, allowed);
}
