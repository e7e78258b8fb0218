import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { formatFailedRecord } from '../../../src/firehose/error-output.ts';
import { hadoop, xerial, zip } from '../../support/packed.ts';

/** One line of an error object, as a generator thinks of it. */
export type ModelLine =
  | {
      readonly kind: 'record';
      readonly logs: number;
      readonly source: 'processing' | 'endpoint';
      readonly packed: boolean;
    }
  | { readonly kind: 'cut-off' | 'cut-behind-data' | 'no-base64' | 'no-data' | 'blank' };

export interface ModelObject {
  readonly lines: readonly ModelLine[];
  readonly packing: 'none' | 'gzip' | 'zip' | 'xerial' | 'hadoop';
  readonly finalNewline: boolean;
}

/** What must come of an object: ids of logs to arrive, and how many lines can never be read. */
export interface Written {
  readonly key: string;
  readonly bytes: Buffer;
  readonly ids: readonly string[];
  readonly records: number;
  readonly undecodable: number;
  /** Whether one of the lines can be told to be a failed record; else the object is somebody else's. */
  readonly isErrorObject: boolean;
}

export const arrivalMs = Date.UTC(2026, 10, 20, 9);

export const modelObject: fc.Arbitrary<ModelObject> = fc.record({
  lines: fc.array(
    fc.oneof(
      { weight: 6, arbitrary: record() },
      {
        weight: 1,
        arbitrary: fc
          .constantFrom('cut-off', 'cut-behind-data', 'no-base64', 'no-data', 'blank')
          .map((kind): ModelLine => ({ kind })),
      },
    ),
    { maxLength: 7 },
  ),
  packing: fc.constantFrom('none', 'gzip', 'zip', 'xerial', 'hadoop'),
  finalNewline: fc.boolean(),
});

function record(): fc.Arbitrary<ModelLine> {
  return fc.record({
    kind: fc.constant('record' as const),
    logs: fc.constantFrom(1, 1, 1, 2, 3),
    source: fc.constantFrom('processing', 'endpoint'),
    packed: fc.boolean(),
  });
}

/** Writes the object; ids are unique over all objects of a backup. */
export function writeObject(model: ModelObject, number: number): Written {
  const ids: string[] = [];
  let undecodable = 0;
  let records = 0;
  const lines = model.lines.map((line, index): string => {
    const id = `${number}.${index}`;
    if (line.kind === 'blank') return '\r';
    records += 1;
    if (line.kind !== 'record') {
      if (line.kind === 'cut-behind-data') ids.push(id);
      else undecodable += 1;
      return spoiled(line.kind, id);
    }
    const own = Array.from({ length: line.logs }, (_, log) => (line.logs === 1 ? id : `${id}.${log}`));
    ids.push(...own);
    const data = Buffer.from(own.map((each) => `{"id":"${each}","log":"text"}\n`).join(''));
    return failedRecord(line.packed ? zstdCompressSync(data) : data, line.source);
  });
  const text = Buffer.from(lines.join('\n') + (model.finalNewline ? '\n' : ''));
  const key = `errors/${line2(number)} ü+%/stream-1-2026-11-20-09-00-00-${number}`;
  const isErrorObject = model.lines.some(({ kind }) => kind !== 'blank' && kind !== 'cut-off');
  return { key, bytes: pack(text, model.packing), ids, undecodable, records, isErrorObject };
}

export function failedRecord(data: Buffer, source: 'processing' | 'endpoint' = 'processing'): string {
  const fields = {
    attemptsMade: 4,
    arrivalTimestamp: arrivalMs,
    errorMessage: 'said "no"',
    attemptEndingTimestamp: arrivalMs + 60_000,
    rawData: data.toString('base64'),
  };
  return formatFailedRecord(
    source === 'processing'
      ? { ...fields, kind: 'processing-failed', errorCode: 'Lambda.FunctionError', lambdaARN: 'arn:f' }
      : {
          ...fields,
          kind: 'http-endpoint-failed',
          errorCode: 'HttpEndpoint.DestinationException',
          subsequenceNumber: 0,
          dataId: '1.0',
        },
  ).trimEnd();
}

function spoiled(kind: 'cut-off' | 'cut-behind-data' | 'no-base64' | 'no-data', id: string): string {
  const whole = failedRecord(Buffer.from(`{"id":"${id}"}`));
  switch (kind) {
    case 'cut-off':
      return whole.slice(0, 25);
    case 'cut-behind-data':
      return whole.slice(0, -10);
    case 'no-base64':
      return whole.replace(/"rawData":"[^"]*"/, '"rawData":"!!!"');
    case 'no-data':
      return whole.replace(/"rawData":"[^"]*"/, '"rawData":""');
  }
}

function pack(text: Buffer, packing: ModelObject['packing']): Buffer {
  if (text.length === 0 || packing === 'none') return text;
  return {
    gzip: gzipSync,
    zip: (bytes: Buffer) => zip([bytes]),
    xerial,
    hadoop: (bytes: Buffer) => hadoop(bytes, 9_999),
  }[packing](text);
}

function line2(number: number): string {
  return String(number).padStart(2, '0');
}
