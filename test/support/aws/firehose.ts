import { AwsError, jsonService, type AwsService } from './server.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface FirehoseStandIn {
  readonly service: AwsService;
  /** What `DescribeDeliveryStream` would answer, with the access key that it hides. */
  description(): { readonly VersionId: string; readonly destination: Fields };
  updates: number;
}

/**
 * Firehose's control plane for one stream, with the service's semantics: a wrong version is refused, members that an update leaves
 * out stay, `ProcessingConfiguration` is replaced whole and disabled where `Enabled` is left out, and `AccessKey` is never told.
 * Source: Amazon Data Firehose API reference, `UpdateDestination`.
 */
export function firehoseStandIn(
  stream: { readonly name: string; readonly version?: number; readonly status?: string },
  destination: Fields,
): FirehoseStandIn {
  let version = stream.version ?? 7;
  let current: Fields = destination;

  function check({ DeliveryStreamName: name }: Fields): void {
    if (name !== stream.name)
      throw new AwsError(
        'ResourceNotFoundException',
        `Firehose ${String(name)} under account 111122223333 not found.`,
      );
  }

  const standIn: FirehoseStandIn = {
    updates: 0,
    description: () => ({ VersionId: String(version), destination: current }),
    service: jsonService('Firehose_20150804', {
      DescribeDeliveryStream(input) {
        check(input);
        return { DeliveryStreamDescription: described() };
      },
      UpdateDestination(input) {
        check(input);
        if (input['CurrentDeliveryStreamVersionId'] !== String(version))
          throw new AwsError('ConcurrentModificationException', 'The delivery stream was changed.');
        if (input['DestinationId'] !== 'destinationId-000000000001')
          throw new AwsError('InvalidArgumentException', 'There is no such destination.');
        current = { ...current, ...updated(input['HttpEndpointDestinationUpdate']) };
        version += 1;
        standIn.updates += 1;
        return {};
      },
    }),
  };
  return standIn;

  function described(): Fields {
    const { EndpointConfiguration, S3Configuration, ...rest } = current;
    const { AccessKey: _secret, ...endpoint } = { ...(EndpointConfiguration as Fields) };
    return {
      DeliveryStreamName: stream.name,
      DeliveryStreamARN: `arn:aws:firehose:eu-west-1:111122223333:deliverystream/${stream.name}`,
      DeliveryStreamStatus: stream.status ?? 'ACTIVE',
      DeliveryStreamType: 'DirectPut',
      VersionId: String(version),
      HasMoreDestinations: false,
      Destinations: [
        {
          DestinationId: 'destinationId-000000000001',
          ...(stream.name.startsWith('splunk')
            ? { SplunkDestinationDescription: {} }
            : {
                HttpEndpointDestinationDescription: {
                  ...rest,
                  EndpointConfiguration: endpoint,
                  S3DestinationDescription: S3Configuration,
                },
              }),
        },
      ],
    };
  }
}

function updated(update: unknown): Fields {
  const { ProcessingConfiguration: processing, ...rest } = { ...(update as Fields) };
  if (processing === undefined) return rest;
  return { ...rest, ProcessingConfiguration: { Enabled: false, Processors: [], ...(processing as Fields) } };
}

/** A stream to Datadog as the console makes it. */
export const consoleDestination: Fields = {
  EndpointConfiguration: {
    Url: 'https://aws-kinesis-http-intake.logs.datadoghq.com/v1/input',
    Name: 'Datadog',
    AccessKey: 'hidden-key',
  },
  BufferingHints: { SizeInMBs: 4, IntervalInSeconds: 60 },
  RequestConfiguration: { ContentEncoding: 'GZIP', CommonAttributes: [] },
  ProcessingConfiguration: { Enabled: false },
  RoleARN: 'arn:aws:iam::111122223333:role/firehose',
  RetryOptions: { DurationInSeconds: 60 },
  S3BackupMode: 'FailedDataOnly',
  S3Configuration: {
    RoleARN: 'arn:aws:iam::111122223333:role/firehose',
    BucketARN: 'arn:aws:s3:::its-backup',
    Prefix: 'records/!{timestamp:yyyy/MM/dd/HH}/',
    ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/',
    BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
    CompressionFormat: 'GZIP',
    EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
  },
};
