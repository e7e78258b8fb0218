import { Buffer } from 'node:buffer';
import type { Member } from '../../json/object.ts';
import type { ObjectLine } from './line-view.ts';

export type Stream = 'stdout' | 'stderr';

/** The stream that the program wrote to: by the CRI prefix, else by `stream`, which FireLens on ECS calls `source`. */
export function streamOf({ bytes, prefix, attributes }: ObjectLine): Stream | undefined {
  if (prefix !== undefined) return prefix.stream;
  const isEcs = attributes.ecsTaskArn !== undefined || attributes.ecsTaskDefinition !== undefined;
  const member = attributes.stream ?? (isEcs ? attributes.source : undefined);
  if (member === undefined) return undefined;
  if (holds(bytes, member, stdout)) return 'stdout';
  return holds(bytes, member, stderr) ? 'stderr' : undefined;
}

const stdout = Buffer.from('"stdout"');
const stderr = Buffer.from('"stderr"');

function holds(bytes: Uint8Array, { valueStart, valueEnd }: Member, value: Uint8Array): boolean {
  if (valueEnd - valueStart !== value.length) return false;
  for (let at = 0; at < value.length; at++) if (bytes[valueStart + at] !== value[at]) return false;
  return true;
}
