/** One thing that can be set: by an environment variable, a `--param` or an option. */
export interface Setting {
  readonly name: string;
  /** Value where nothing is given; empty where there is none. */
  readonly fallback: string;
  /** What is allowed, as a phrase that completes "allowed: …". */
  readonly allowed: string;
}

/** One thing that is wrong with one setting. */
export interface SettingProblem {
  readonly name: string;
  /** The value as found; `undefined` when it is missing. Never put a key or another secret here. */
  readonly value: string | undefined;
  readonly allowed: string;
  /** What exactly is wrong in a value with several parts. */
  readonly because?: string;
}

/** `TAGS_AS is "tags"; allowed: ddtags, attributes or both`. */
export function problemSentence({ name, value, allowed, because }: SettingProblem): string {
  const found = value === undefined ? 'is not set' : `is ${JSON.stringify(value.slice(0, 200))}`;
  return `${name} ${found}; allowed: ${allowed}${because === undefined ? '' : `. ${because}`}`;
}

/** A value that was read, or that it is not allowed and, if more than `allowed` can be said, why. */
export type Parsed<T> = Allowed<T> | NotAllowed;

export interface Allowed<T> {
  readonly value: T;
}

export interface NotAllowed {
  /** A sentence. */
  readonly because?: string;
}

/** For parsers that answer `undefined` for what is not allowed. */
export function allowedIfDefined<T>(value: T | undefined): Parsed<T> {
  return value === undefined ? notAllowed : { value };
}

export const notAllowed: NotAllowed = {};

/** Reads settings one by one and remembers everything wrong with them; a wrong one reads as its fallback. */
export class SettingsReader {
  readonly problems: SettingProblem[] = [];
  readonly #given: Readonly<Record<string, string | undefined>>;

  constructor(given: Readonly<Record<string, string | undefined>>) {
    this.#given = given;
  }

  /** Without white space around it; the fallback where nothing is given. */
  text({ name, fallback }: Setting): string {
    const given = Object.hasOwn(this.#given, name) ? this.#given[name] : undefined;
    return given?.trim() || fallback;
  }

  problem({ name, allowed }: Setting, value: string | undefined, why: NotAllowed = notAllowed): void {
    this.problems.push({ name, value, allowed, ...why });
  }

  /** `parse` must take the fallback. */
  parsed<T>(setting: Setting, parse: (text: string) => Parsed<T>): T {
    const text = this.text(setting);
    const found = parse(text);
    if ('value' in found) return found.value;
    this.problem(setting, text === '' ? undefined : text, found);
    // Where even the fallback is not allowed (a required name, say), nobody uses the value: there is a problem.
    const fallback = parse(setting.fallback);
    return 'value' in fallback ? fallback.value : (undefined as T);
  }

  /** A text that `isAllowed`; where nothing is given, the fallback as it is, so a fallback of '' makes it optional. */
  matching(setting: Setting, isAllowed: (text: string) => boolean): string {
    return this.parsed(setting, (text) =>
      text === setting.fallback || isAllowed(text) ? { value: text } : notAllowed,
    );
  }

  /** The same for a text that must be given. */
  required(setting: Setting, isAllowed: (text: string) => boolean): string {
    return this.parsed(setting, (text) => (isAllowed(text) ? { value: text } : notAllowed));
  }

  /** One of some words, in any case. */
  oneOf<T extends string>(setting: Setting, allowed: readonly T[]): T {
    return this.parsed(setting, (text) =>
      allowedIfDefined(allowed.find((word) => word === text.toLowerCase())),
    );
  }

  flag(setting: Setting): boolean {
    return this.oneOf(setting, ['true', 'false']) === 'true';
  }

  /** A whole number within bounds. */
  whole(setting: Setting, min: number, max: number): number {
    return this.parsed(setting, (text) => {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
      return value >= min && value <= max ? { value } : notAllowed;
    });
  }
}
