import {
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  UpdateDestinationCommand,
  type DeliveryStreamDescription,
  type DestinationDescription,
  type HttpEndpointDestinationDescription,
  type ProcessorParameterName,
  type ProcessorType,
} from '@aws-sdk/client-firehose';
import type { Lookup } from '../../stream/lookup.ts';
import type {
  Backup,
  HttpEndpointDestination,
  OtherDestination,
  Processing,
  StreamDescription,
} from '../../stream/description.ts';
import { awsClient, interactive } from '../aws-client.ts';
import { lookup, reasonOf } from './lookup.ts';

/** What became of an update. `changed` where somebody else was faster: the version is not the one that was read. */
export type Updated =
  | { readonly kind: 'updated' }
  | { readonly kind: 'changed' }
  | { readonly kind: 'refused'; readonly reason: string };

export interface FirehoseControl {
  describe(streamName: string): Promise<Lookup<StreamDescription>>;
  /** Replaces the processing of an HTTP endpoint, whole; everything else stays as it is. */
  setProcessing(stream: StreamDescription, processing: Processing): Promise<Updated>;
}

/** Firehose's control plane by the AWS SDK. `undefined` as region takes that of the environment. */
export function firehoseControl(region: string | undefined, patience = interactive): FirehoseControl {
  const client = awsClient(FirehoseClient, patience, { region });
  return {
    describe: (DeliveryStreamName) =>
      lookup(async () => {
        const output = await client.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));
        return described(output.DeliveryStreamDescription);
      }, ['ResourceNotFoundException']),
    async setProcessing(stream, processing) {
      try {
        await client.send(
          new UpdateDestinationCommand({
            DeliveryStreamName: stream.name,
            CurrentDeliveryStreamVersionId: stream.versionId,
            DestinationId: stream.destinationId,
            HttpEndpointDestinationUpdate: { ProcessingConfiguration: configuration(processing) },
          }),
        );
        return { kind: 'updated' };
      } catch (error) {
        if (error instanceof Error && error.name === 'ConcurrentModificationException')
          return { kind: 'changed' };
        return { kind: 'refused', reason: reasonOf(error) };
      }
    },
  };
}

function configuration({ enabled, processors }: Processing) {
  return {
    Enabled: enabled,
    Processors: processors.map(({ type, parameters }) => ({
      Type: type as ProcessorType,
      Parameters: parameters.map(({ name, value }) => ({
        ParameterName: name as ProcessorParameterName,
        ParameterValue: value,
      })),
    })),
  };
}

function described(stream: DeliveryStreamDescription | undefined): StreamDescription {
  const [destination = { DestinationId: '' }] = stream?.Destinations ?? [];
  return {
    name: stream?.DeliveryStreamName ?? '',
    arn: stream?.DeliveryStreamARN ?? '',
    status: stream?.DeliveryStreamStatus ?? '',
    versionId: stream?.VersionId ?? '',
    destinationId: destination.DestinationId ?? '',
    destination: destinationOf(destination),
  };
}

function destinationOf(destination: DestinationDescription): HttpEndpointDestination | OtherDestination {
  const http = destination.HttpEndpointDestinationDescription;
  if (http !== undefined) return httpEndpoint(http);
  const name = Object.keys(destination).find((key) => key.endsWith('DestinationDescription'));
  return { kind: 'other', name: name?.replace('DestinationDescription', '') ?? 'unknown' };
}

function httpEndpoint(http: HttpEndpointDestinationDescription): HttpEndpointDestination {
  const { SecretsManagerConfiguration: secret, RequestConfiguration: request, BufferingHints: buffer } = http;
  return {
    kind: 'http-endpoint',
    url: http.EndpointConfiguration?.Url ?? '',
    // Firehose's own defaults for a generic HTTP endpoint.
    bufferMB: buffer?.SizeInMBs ?? 5,
    bufferSeconds: buffer?.IntervalInSeconds ?? 300,
    contentEncoding: request?.ContentEncoding ?? 'NONE',
    retrySeconds: http.RetryOptions?.DurationInSeconds ?? 300,
    commonAttributes: (request?.CommonAttributes ?? []).map(({ AttributeName, AttributeValue }) => ({
      name: AttributeName ?? '',
      value: AttributeValue ?? '',
    })),
    processing: {
      enabled: http.ProcessingConfiguration?.Enabled ?? false,
      processors: (http.ProcessingConfiguration?.Processors ?? []).map(({ Type = '', Parameters = [] }) => ({
        type: Type,
        parameters: Parameters.map(({ ParameterName, ParameterValue }) => ({
          name: ParameterName ?? '',
          value: ParameterValue ?? '',
        })),
      })),
    },
    roleArn: http.RoleARN,
    secretArn: secret?.Enabled ? secret.SecretARN : undefined,
    backup: backupOf(http),
  };
}

function backupOf({
  S3DestinationDescription: s3,
  S3BackupMode,
}: HttpEndpointDestinationDescription): Backup {
  return {
    bucketName: s3?.BucketARN?.split(':::')[1] ?? '',
    prefix: s3?.Prefix,
    errorOutputPrefix: s3?.ErrorOutputPrefix,
    kmsKeyArn: s3?.EncryptionConfiguration?.KMSEncryptionConfig?.AWSKMSKeyARN,
    mode: S3BackupMode ?? 'FailedDataOnly',
  };
}
