import type {
  Backup,
  HttpEndpointDestination,
  Processor,
  StreamDescription,
} from '../../src/stream/description.ts';

type EndpointParts = Partial<Omit<HttpEndpointDestination, 'backup'>> & { readonly backup?: Partial<Backup> };

/** A stream to Datadog as the console makes it, with what the test changes. */
export function streamOf(parts: EndpointParts): StreamDescription {
  return {
    name: 'logs',
    arn: 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs',
    status: 'ACTIVE',
    versionId: '7',
    destinationId: 'destinationId-000000000001',
    destination: httpEndpoint(parts),
  };
}

export function httpEndpoint({ backup, ...parts }: EndpointParts): HttpEndpointDestination {
  return {
    kind: 'http-endpoint',
    url: 'https://aws-kinesis-http-intake.logs.datadoghq.com/v1/input',
    bufferMB: 4,
    bufferSeconds: 60,
    contentEncoding: 'GZIP',
    retrySeconds: 60,
    commonAttributes: [],
    processing: { enabled: false, processors: [] },
    roleArn: 'arn:aws:iam::111122223333:role/firehose',
    secretArn: undefined,
    ...parts,
    backup: {
      bucketName: 'backup',
      prefix: undefined,
      errorOutputPrefix: undefined,
      kmsKeyArn: undefined,
      mode: 'FailedDataOnly',
      ...backup,
    },
  };
}

export function lambdaProcessor(functionArn: string, more: Readonly<Record<string, string>> = {}): Processor {
  const parameters = { LambdaArn: functionArn, NumberOfRetries: '3', ...more };
  return {
    type: 'Lambda',
    parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
  };
}
