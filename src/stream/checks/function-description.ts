import { arnParts } from '../../firehose/names.ts';

/** What Lambda tells of a function. */
export interface FunctionDescription {
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMB: number;
  /** Its variables; `undefined` where Lambda does not show them. */
  readonly environment: Readonly<Record<string, string>> | undefined;
}

/** Whether a function is kubehose's transform: by its handler, or, where it could not be read, by its name. */
export function isTransformFunction(
  functionArn: string,
  description: FunctionDescription | undefined,
): boolean {
  if (description !== undefined) return /(?:^|\/)transform\.handler$/.test(description.handler);
  const [, name = ''] = arnParts(functionArn).resource.split(':');
  return name.includes('kubehose');
}
