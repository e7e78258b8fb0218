import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import type { PutRecordBatchPort } from '../delivery/put-records.ts';

/** `PutRecordBatch` of one stream by the AWS SDK, which retries what is thrown by itself; failed entries are the caller's. */
export function firehosePort(streamName: string, region: string): PutRecordBatchPort {
  const client = new FirehoseClient({ region });
  return {
    async put(records) {
      const { RequestResponses = [] } = await client.send(
        new PutRecordBatchCommand({
          DeliveryStreamName: streamName,
          Records: records.map((Data) => ({ Data })),
        }),
      );
      return records.map((_, index) => {
        const entry = RequestResponses[index];
        if (entry?.RecordId !== undefined) return { kind: 'put' };
        return { kind: 'failed', code: entry?.ErrorCode ?? 'InternalFailure' };
      });
    },
  };
}
