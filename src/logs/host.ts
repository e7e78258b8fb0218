import { Buffer } from 'node:buffer';
import { hostAttributes } from '../datadog/reserved.ts';
import { restructure, editedBytes, type Edit } from '../json/edit.ts';
import { findMembers } from '../json/object.ts';
import { decodeString } from '../json/strings.ts';

const hostNames: ReadonlySet<string> = new Set(['syslog', ...hostAttributes]);

/** The log with `hostname`, unless it says itself where it comes from. */
export function withHost(log: Buffer, host: string): Buffer {
  const object = findMembers(log, 0, log.length);
  const hasHost = object?.members.some(({ keyStart, keyEnd }) =>
    hostNames.has(decodeString(log, keyStart, keyEnd)),
  );
  if (object === undefined || hasHost === true) return log;
  const edits: Edit[] = [];
  restructure(object, () => false, [Buffer.from(`"hostname":${JSON.stringify(host)}`)], edits);
  return editedBytes(log, 0, log.length, edits);
}
