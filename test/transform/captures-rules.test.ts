import { describe, expect, test } from '@jest/globals';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { uncompress } from 'snappyjs';
import { captureNames, capturedRecords } from '../support/captures.ts';
import { transformedCapture } from '../support/golden.ts';

type Log = Record<string, unknown>;

const dates = ['@timestamp', 'timestamp', '_timestamp', 'Timestamp', 'eventTime', 'date', 'published_date'];
const statuses = ['status', 'severity', 'level'];
const cri = /^(\S+) (stdout|stderr) ([FP])(?::\S*)?(?: |$)/u;

function parsed(text: string): Log | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Log) : undefined;
  } catch {
    return undefined;
  }
}

function has(log: Log | undefined, keys: readonly string[]): boolean {
  return log !== undefined && keys.some((key) => key in log);
}

/**
 * What the rules say of a line, read naively and apart from the code: message, time, status and the four tags. It knows nothing of
 * twins, so it leaves out what it cannot tell.
 */
function expectedOf(input: Log): Log {
  const log = typeof input['log'] === 'string' ? input['log'] : undefined;
  const prefix = log === undefined ? null : cri.exec(log);
  const time = Date.parse(prefix?.[1] ?? '');
  const isPrefix = prefix !== null && !Number.isNaN(time);
  const isRenamed = log !== undefined && !('message' in input) && (isPrefix || parsed(log) === undefined);
  const message = isRenamed ? log.slice(isPrefix ? prefix[0].length : 0) : input['message'];
  const inner = typeof message === 'string' ? parsed(message) : undefined;
  const stream = isPrefix ? prefix[2] : input['stream'];
  const isOpen = log === undefined || isRenamed;
  // The one message with tags of its own: they move out of it.
  const shown =
    typeof message === 'string' ? message.replace('"ddtags":"env:from-log,team:x",', '') : message;
  const expected: Log = isOpen ? { message: shown } : {};
  if (isOpen && isPrefix && !has(input, dates) && !has(inner, dates)) expected['timestamp'] = time;
  if (isOpen && !has(input, statuses) && !has(inner, statuses)) {
    expected['status'] = stream === 'stderr' ? 'error' : stream === 'stdout' ? 'info' : undefined;
  }
  return expected;
}

function plainOf(data: Buffer): Buffer {
  if (data[0] === 0x1f && data[1] === 0x8b) return gunzipSync(data);
  if (data.readUInt32LE(0) === 0xfd2fb528) return zstdDecompressSync(data);
  return Buffer.from(uncompress(data));
}

describe('every line of every capture', () => {
  test.each(captureNames)('%s follows the rules, read naively', (name) => {
    const outputs = transformedCapture(name);
    for (const [index, data] of capturedRecords(name).entries()) {
      if (name.startsWith('out-log-key')) {
        expect(outputs[index]).toBe(data.toString('latin1'));
        continue;
      }
      const isPacked = name.includes('snappy') || name.includes('gzip') || name.includes('zstd');
      const input = (isPacked ? plainOf(data) : data).toString('latin1').split('\n');
      const lines = outputs[index]!.split('\n');
      expect(lines).toHaveLength(input.length);
      for (const [number, line] of input.entries()) {
        const before = parsed(line);
        const after = parsed(lines[number]!);
        if (before === undefined) expect(lines[number]).toBe(line);
        else
          expect({ index, number, ...pick(after!, expectedOf(before)) }).toEqual({
            index,
            number,
            ...expectedOf(before),
          });
        const map = before?.['kubernetes'] as Record<string, string> | undefined;
        if (map?.['docker_id'] === undefined) continue;
        const tags = String(after!['ddtags']).split(',');
        expect(tags).toContain(`kube_container_name:${map['container_name']}`);
        expect(tags).toContain(`kube_namespace:${map['namespace_name']}`);
        expect(tags).toContain(`pod_name:${map['pod_name']}`);
        expect(tags).toContain(`container_id:${map['docker_id']}`);
      }
    }
  });
});

function pick(log: Log, like: Log): Log {
  return Object.fromEntries(Object.keys(like).map((key) => [key, log[key]]));
}
