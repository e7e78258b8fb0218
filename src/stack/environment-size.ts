import { Buffer } from 'node:buffer';

/** Bytes of all variables of a function together, names included. Source: Lambda quotas, "Environment variables". */
const maxEnvironmentBytes = 4_096;

/** What the names of variables, the ARNs of two secrets and the bucket's name take at most. */
const otherBytes = 900;

/** Parameters that end in the functions' environment and may be of any length. */
const longParameters = [
  'ddTags',
  'labelsAsTags',
  'tagsExclude',
  'tagsInclude',
  'processingRules',
  'containerExclude',
  'containerInclude',
] as const;

/** Why Lambda would refuse the functions in the middle of a deploy: their variables are too long together. */
export function environmentProblems(
  given: Readonly<Record<(typeof longParameters)[number], string>>,
): string[] {
  const sizes = longParameters.map((name) => ({ name, bytes: Buffer.byteLength(given[name]) }));
  const bytes = sizes.reduce((total, size) => total + size.bytes, 0);
  const allowed = maxEnvironmentBytes - otherBytes;
  if (bytes <= allowed) return [];
  const parts = sizes.filter((size) => size.bytes > 0).map((size) => `${size.name} ${size.bytes}`);
  return [
    `${parts.join(' + ')} = ${bytes} bytes, but the variables of a Lambda function hold ${maxEnvironmentBytes} in all; allowed: ${allowed} bytes ` +
      'together. Rules and tags of single pods fit into annotations of the pods',
  ];
}
