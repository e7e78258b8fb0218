/** What one line of input holds: a log line itself, or a record in base64 as captures have it. */
export interface InputRecord {
  readonly data: Buffer;
  readonly arrivalTimeMs: number | undefined;
}

const captureFields = new Set([
  'variant',
  'req',
  'idx',
  'data',
  'Data',
  'recordId',
  'approximateArrivalTimestamp',
]);

/**
 * Reads a line as a record. A capture is a JSON object with `data` (or `Data`) in base64 and nothing besides that a log would have;
 * every other line is a log line.
 */
export function readRecordLine(line: Buffer): InputRecord {
  const fields = fieldsOfLine(line);
  const data = fields?.get('data') ?? fields?.get('Data');
  if (fields === undefined || typeof data !== 'string' || !isBase64(data))
    return { data: line, arrivalTimeMs: undefined };
  if ([...fields.keys()].some((name) => !captureFields.has(name)))
    return { data: line, arrivalTimeMs: undefined };
  const arrival = fields.get('approximateArrivalTimestamp');
  return {
    data: Buffer.from(data, 'base64'),
    arrivalTimeMs: typeof arrival === 'number' ? arrival : undefined,
  };
}

function fieldsOfLine(line: Buffer): ReadonlyMap<string, unknown> | undefined {
  if (!line.includes('"data"') && !line.includes('"Data"')) return undefined;
  const value = parsed(line);
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

/** The text as a Firehose event (an object with `records`), or `undefined`. */
export function readEventText(text: Buffer): { readonly records: readonly unknown[] } | undefined {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || !('records' in value)) return undefined;
  return Array.isArray(value.records) ? { ...value, records: value.records } : undefined;
}

/** A sentence about a text that begins as an event and is none: it is read as log lines, of which none can be tagged. */
export function cutOffEvent(text: Buffer): string | undefined {
  const start = text.toString('utf8', 0, 4_096);
  if (!/^\s*\{[^]*?"records"\s*:\s*\[/.test(start) || parsed(text) !== undefined) return undefined;
  const [firstLine = ''] = text.toString('utf8').trimStart().split('\n', 1);
  if (parsed(Buffer.from(firstLine)) !== undefined) return undefined;
  return 'this begins as a Firehose event and is no whole JSON, so it is read as log lines; was it cut off?';
}

function parsed(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch {
    return undefined;
  }
}
