import type { PutEntry, PutRecordBatchPort } from '../../delivery/put-records.ts';
import { fieldsOf, parseJson } from '../../json/fields.ts';

/** `PutRecordBatch` against a Firehose API on loopback that asks for no signature. */
export function localPutPort(endpointUrl: string, streamName: string): PutRecordBatchPort {
  return {
    async put(records) {
      const response = await fetch(endpointUrl, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/x-amz-json-1.1',
          'X-Amz-Target': 'Firehose_20150804.PutRecordBatch',
        },
        body: JSON.stringify({
          DeliveryStreamName: streamName,
          Records: records.map((record) => ({ Data: Buffer.from(record).toString('base64') })),
        }),
      });
      const answer = fieldsOf(parseJson(await response.text()));
      if (!response.ok) throw namedError(String(answer?.['__type']));
      const entries = answer?.['RequestResponses'];
      return Array.isArray(entries) ? entries.map(entryOf) : [];
    },
  };
}

function entryOf(value: unknown): PutEntry {
  const code = fieldsOf(value)?.['ErrorCode'];
  return typeof code === 'string' ? { kind: 'failed', code } : { kind: 'put' };
}

function namedError(name: string): Error {
  const error = new Error('the call failed');
  error.name = name;
  return error;
}
