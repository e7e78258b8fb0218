import { textOption, UsageError, type Arguments } from '../command.ts';

/** A text that a command cannot do without. */
export function requiredText(
  args: Arguments,
  name: string,
  isAllowed: (text: string) => boolean,
  allowed: string,
): string {
  const text = textOption(args, name);
  if (text === undefined) throw new UsageError(`--${name} is missing; it takes ${allowed}`);
  if (!isAllowed(text)) throw new UsageError(`--${name} is ${JSON.stringify(text)}; allowed: ${allowed}`);
  return text;
}

/** The same for a text that may be left out. */
export function optionalText(
  args: Arguments,
  name: string,
  isAllowed: (text: string) => boolean,
  allowed: string,
): string | undefined {
  return textOption(args, name) === undefined ? undefined : requiredText(args, name, isAllowed, allowed);
}

export function isStreamName(text: string): boolean {
  return /^[a-zA-Z0-9_.-]{1,64}$/.test(text);
}

export function isRegion(text: string): boolean {
  return /^[a-z]{2}(?:-[a-z]+){1,2}-\d$/.test(text);
}

export function isFunctionArn(text: string): boolean {
  return /^arn:aws(?:-us-gov|-cn)?:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,140}(?::[\w$-]{1,128})?$/.test(
    text,
  );
}
