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
  try {
    const value: unknown = JSON.parse(line.toString('utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    return new Map(Object.entries(value));
  } catch {
    return undefined;
  }
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

/** The text as a Firehose event (an object with `records`), or `undefined`. */
export function readEventText(text: Buffer): { readonly records: readonly unknown[] } | undefined {
  try {
    const value: unknown = JSON.parse(text.toString('utf8'));
    if (typeof value !== 'object' || value === null || !('records' in value)) return undefined;
    return Array.isArray(value.records) ? { ...value, records: value.records } : undefined;
  } catch {
    return undefined;
  }
}
