import type { DestinationConfig } from '../../config/destination.ts';
import { datadogDestination } from '../../replay/send/datadog.ts';
import type { Destination } from '../../replay/send/destination.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import { logsApi } from '../send/logs-api.ts';
import { s3Store } from '../stores/s3.ts';
import { fixedSecret, secretsManagerSecret } from '../secrets.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The bucket as a store; another server that speaks S3 is named by the variables of AWS's own tools. */
export function replayStore(
  bucket: string,
  region: string | undefined,
  environment: Environment,
): ObjectStore {
  const endpoint = environment['AWS_ENDPOINT_URL_S3'] || environment['AWS_ENDPOINT_URL'] || undefined;
  return s3Store({ bucket, region, endpoint });
}

/** Datadog's Logs API with the key of the configuration. */
export function replayDestination({ apiKey, logsUrl, compressionLevel }: DestinationConfig): Destination {
  const secret =
    apiKey.kind === 'fixed'
      ? fixedSecret(...apiKey.keys)
      : secretsManagerSecret({ arn: apiKey.arn, now: Date.now });
  return datadogDestination(logsApi({ url: logsUrl, apiKey: secret, compressionLevel }));
}
