import { GetBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { awsClient, interactive, type Patience } from '../aws-client.ts';
import { lookup } from './lookup.ts';
import type { Backlog } from '../../stream/checks/backlog.ts';
import type { Lookup } from '../../stream/lookup.ts';
import { isOwnKey } from '../../replay/settle/own-keys.ts';
import { StoreError } from '../../store/object-store.ts';
import { bucketStore } from '../stores/s3.ts';
import { codeOf } from '../stores/s3-failure.ts';

/** How many error objects lie under a prefix, and since when; objects of replay's own are none. */
export async function readBacklog(
  bucketName: string,
  prefix: string,
  region: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  patience?: Patience,
): Promise<Lookup<Backlog>> {
  let objects = 0;
  let oldestMs: number | undefined;
  try {
    for await (const page of bucketStore(bucketName, region, env, patience).list(prefix)) {
      for (const { key, lastModifiedMs } of page) {
        if (isOwnKey(key, prefix)) continue;
        objects += 1;
        oldestMs = Math.min(oldestMs ?? lastModifiedMs, lastModifiedMs);
      }
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return codeOf(error.cause) === 'NoSuchBucket'
      ? { kind: 'missing' }
      : { kind: 'unknown', reason: error.message };
  }
  return { kind: 'found', value: { objects, oldestMs } };
}

/** Whether a bucket sends its events to EventBridge, which S3 does not by default. */
export async function sendsEvents(
  bucketName: string,
  region: string,
  patience = interactive,
): Promise<Lookup<boolean>> {
  const client = awsClient(S3Client, patience, { region, more: { followRegionRedirects: true } });
  return lookup(async () => {
    const { EventBridgeConfiguration } = await client.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: bucketName }),
    );
    return EventBridgeConfiguration !== undefined;
  }, ['NoSuchBucket']);
}
