import { destinationId, type StreamSettings } from './stream-settings.ts';
import type { StreamOptions } from './stream.ts';

export interface StreamDescription {
  readonly streamName: string;
  readonly accountId: string;
  readonly createdMs: number;
  readonly options: StreamOptions;
  /** As they are now. */
  settings(): StreamSettings;
}

const mebibyte = 1_048_576;

/** What `DescribeDeliveryStream` says of the local stream; the access key is left out, as in the service. */
export function describeStream({
  streamName,
  accountId,
  createdMs,
  options,
  settings,
}: StreamDescription): unknown {
  const { arn, destination, errorOutput } = options;
  const { version, processing } = settings();
  return {
    DeliveryStreamDescription: {
      DeliveryStreamName: streamName,
      DeliveryStreamARN: arn,
      DeliveryStreamStatus: 'ACTIVE',
      DeliveryStreamEncryptionConfiguration: { Status: 'DISABLED' },
      DeliveryStreamType: 'DirectPut',
      VersionId: String(version),
      CreateTimestamp: createdMs / 1_000,
      Destinations: [
        {
          DestinationId: destinationId,
          HttpEndpointDestinationDescription: {
            EndpointConfiguration: { Url: destination.url, Name: 'Datadog' },
            BufferingHints: hints(destination.buffer),
            CloudWatchLoggingOptions: { Enabled: false },
            RequestConfiguration: {
              ContentEncoding: destination.contentEncoding,
              CommonAttributes: Object.entries(destination.commonAttributes).map(([name, value]) => ({
                AttributeName: name,
                AttributeValue: value,
              })),
            },
            ProcessingConfiguration: processing,
            RoleARN: `arn:aws:iam::${accountId}:role/local`,
            RetryOptions: { DurationInSeconds: destination.retryDurationMs / 1_000 },
            S3BackupMode: 'FailedDataOnly',
            S3DestinationDescription: {
              RoleARN: `arn:aws:iam::${accountId}:role/local`,
              BucketARN: 'arn:aws:s3:::local',
              ...(errorOutput.prefix === undefined ? {} : { ErrorOutputPrefix: errorOutput.prefix }),
              BufferingHints: hints(errorOutput.buffer),
              CompressionFormat: errorOutput.compression,
              EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
              CloudWatchLoggingOptions: { Enabled: false },
            },
          },
        },
      ],
      HasMoreDestinations: false,
    },
  };
}

function hints({ maxBytes, intervalMs }: { maxBytes: number; intervalMs: number }): unknown {
  return { SizeInMBs: maxBytes / mebibyte, IntervalInSeconds: intervalMs / 1_000 };
}
