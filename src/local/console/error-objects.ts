import { gunzipSync } from 'node:zlib';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fieldsOf, parseObject, type Fields } from '../../json/fields.ts';
import type { ErrorObject, ErrorObjectDetail, ErrorRecord } from './wire.ts';

/** Where the error output of the local stream lies, below its directory. */
export const errorPrefix = 'errors/';

const maxObjects = 500;
const maxRecords = 100;
const maxDataCharacters = 8_192;
const maxObjectBytes = 64 * 1_048_576;

/** The objects of the error output, the newest first. */
export async function listErrorObjects(directory: string): Promise<ErrorObject[]> {
  const keys = await keysUnder(directory);
  const objects = await Promise.all(keys.map((key) => describe(directory, key)));
  return objects
    .filter((object) => object !== undefined)
    .sort((one, other) => other.writtenMs - one.writtenMs)
    .slice(0, maxObjects);
}

/** The records of an object that is listed; `undefined` for any other key. */
export async function readErrorObject(
  directory: string,
  key: string,
): Promise<ErrorObjectDetail | undefined> {
  if (!(await keysUnder(directory)).includes(key)) return undefined;
  const stored = await readFile(join(directory, key)).catch(() => undefined);
  if (stored === undefined) return undefined;
  const bytes = key.endsWith('.gz') ? gunzipSync(stored, { maxOutputLength: maxObjectBytes }) : stored;
  const lines = bytes
    .toString()
    .split('\n')
    .filter((line) => line !== '');
  const records = lines.slice(0, maxRecords).map(readRecord);
  return { key, records, more: lines.length - records.length };
}

/** Only files that are there: a key from outside never becomes a path of its own. */
async function keysUnder(directory: string): Promise<string[]> {
  const root = join(directory, errorPrefix);
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(directory.length + 1)
        .replaceAll(sep, '/'),
    );
}

async function describe(directory: string, key: string): Promise<ErrorObject | undefined> {
  const found = await stat(join(directory, key)).catch(() => undefined);
  return found && { key, bytes: found.size, writtenMs: found.mtimeMs };
}

function readRecord(line: string): ErrorRecord {
  const fields: Fields = fieldsOf(parseObject(line)) ?? {};
  return {
    errorCode: textOf(fields['errorCode']),
    errorMessage: textOf(fields['errorMessage']),
    attempts: Number(fields['attemptsMade'] ?? 0),
    arrivedMs: Number(fields['arrivalTimestamp'] ?? 0),
    data: Buffer.from(textOf(fields['rawData']), 'base64').toString().slice(0, maxDataCharacters),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
