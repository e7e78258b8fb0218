import { at } from '../support/packaged.ts';

/** Processor parameters that the provider keeps out of its state, with what Firehose takes then. Source: as in terraform.ts. */
const processorDefaults = {
  RoleArn: '${aws_iam_role.stream.arn}',
  NumberOfRetries: '3',
  BufferSizeInMBs: '1',
  BufferIntervalInSeconds: '60',
};

/** The delivery stream of a Terraform file in CloudFormation's words, with defaults put in. */
export function asCloudFormation(file: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const stream = at(file, 'resource', 'aws_kinesis_firehose_delivery_stream', 'logs', 0);
  const http = at(stream, 'http_endpoint_configuration', 0);
  const s3 = at(http, 's3_configuration', 0);
  return {
    DeliveryStreamName: at(stream, 'name'),
    DeliveryStreamType: 'DirectPut',
    DeliveryStreamEncryptionConfigurationInput: {
      KeyType: encryptionKeyType(at(stream, 'server_side_encryption', 0)),
    },
    HttpEndpointDestinationConfiguration: {
      EndpointConfiguration: { Name: at(http, 'name'), Url: at(http, 'url') },
      SecretsManagerConfiguration: {
        Enabled: at(http, 'secrets_manager_configuration', 0, 'enabled'),
        SecretARN: at(http, 'secrets_manager_configuration', 0, 'secret_arn'),
        RoleARN: at(http, 'secrets_manager_configuration', 0, 'role_arn'),
      },
      RequestConfiguration: {
        ContentEncoding: at(http, 'request_configuration', 0, 'content_encoding'),
        CommonAttributes: at(http, 'request_configuration', 0, 'common_attributes') ?? [],
      },
      BufferingHints: {
        SizeInMBs: at(http, 'buffering_size'),
        IntervalInSeconds: at(http, 'buffering_interval'),
      },
      ProcessingConfiguration: processing(at(http, 'processing_configuration', 0)),
      RetryOptions: { DurationInSeconds: at(http, 'retry_duration') },
      RoleARN: at(http, 'role_arn'),
      CloudWatchLoggingOptions: logging(http),
      S3BackupMode: at(http, 's3_backup_mode'),
      S3Configuration: {
        BucketARN: at(s3, 'bucket_arn'),
        RoleARN: at(s3, 'role_arn'),
        Prefix: at(s3, 'prefix'),
        ErrorOutputPrefix: at(s3, 'error_output_prefix'),
        BufferingHints: {
          SizeInMBs: at(s3, 'buffering_size'),
          IntervalInSeconds: at(s3, 'buffering_interval'),
        },
        CompressionFormat: at(s3, 'compression_format'),
        EncryptionConfiguration:
          at(s3, 'kms_key_arn') === undefined ? { NoEncryptionConfig: 'NoEncryption' } : undefined,
        CloudWatchLoggingOptions: logging(s3),
      },
    },
  };
}

function encryptionKeyType(block: unknown): unknown {
  return at(block, 'enabled') === true ? at(block, 'key_type') : 'none';
}

function processing(block: unknown): object {
  const processors = [at(block, 'processors')].flat().map((processor) => {
    const given = [at(processor, 'parameters')]
      .flat()
      .map(
        (parameter) => [String(at(parameter, 'parameter_name')), at(parameter, 'parameter_value')] as const,
      );
    const all = {
      ...Object.fromEntries(given.slice(0, 1)),
      ...processorDefaults,
      ...Object.fromEntries(given),
    };
    return {
      Type: at(processor, 'type'),
      Parameters: Object.entries(all).map(([ParameterName, ParameterValue]) => ({
        ParameterName,
        ParameterValue,
      })),
    };
  });
  return { Enabled: at(block, 'enabled'), Processors: processors };
}

function logging(block: unknown): object {
  const options = at(block, 'cloudwatch_logging_options', 0);
  return {
    Enabled: at(options, 'enabled'),
    LogGroupName: at(options, 'log_group_name'),
    LogStreamName: at(options, 'log_stream_name'),
  };
}

/** The statements of an `aws_iam_policy_document` in the words of IAM; what is not given is `undefined`. */
export function statementsOfDocument(file: Readonly<Record<string, unknown>>, name: string): object[] {
  const { statement } = Object(at(file, 'data', 'aws_iam_policy_document', name, 0));
  return [statement].flat().map((item) => ({
    Effect: 'Allow',
    Action: single(at(item, 'actions')),
    Resource: single(at(item, 'resources')),
    Principal: principalOf(at(item, 'principals', 0)),
    Condition: conditionOf(at(item, 'condition')),
  }));
}

function principalOf(block: unknown): unknown {
  return block === undefined ? undefined : { [String(at(block, 'type'))]: single(at(block, 'identifiers')) };
}

function conditionOf(blocks: unknown): unknown {
  if (!Array.isArray(blocks)) return undefined;
  return Object.fromEntries(
    blocks.map((block) => [
      at(block, 'test'),
      { [String(at(block, 'variable'))]: single(at(block, 'values')) },
    ]),
  );
}

function single(list: unknown): unknown {
  return Array.isArray(list) && list.length === 1 ? list[0] : list;
}
