import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import type { PutRecordBatchPort } from '../../delivery/put-records.ts';
import { awsClient, type Patience } from '../aws-client.ts';

const usualPatience: Patience = { connectMs: 2_000, answerMs: 8_000, attempts: 1 };

/**
 * `PutRecordBatch` of one stream by the AWS SDK. Retries are the caller's, who knows the deadline and the entries that failed; a
 * call takes 8 s at most.
 */
export function firehosePort(
  streamName: string,
  region: string,
  patience = usualPatience,
): PutRecordBatchPort {
  const client = awsClient(FirehoseClient, patience, { region });
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
