import { expect, test } from '@jest/globals';
import { at, resourcesOf } from '../../support/packaged.ts';
import type { Stack } from './stack.ts';

/** The delivery stream. */
export function testStream(stack: Stack): void {
  const { ownStream, isIntake, choice } = stack;

  test('the stream goes where the route says, and nothing of it is left to defaults', () => {
    const stream = stack.template().Resources['DeliveryStream'];
    expect(stream !== undefined).toBe(ownStream);
    if (stream === undefined) return;
    const http = at(stream.Properties, 'HttpEndpointDestinationConfiguration');
    expect(Object.keys(http as object).sort()).toEqual(
      [
        'BufferingHints',
        'CloudWatchLoggingOptions',
        'EndpointConfiguration',
        'ProcessingConfiguration',
        'RequestConfiguration',
        'RetryOptions',
        'RoleARN',
        'S3BackupMode',
        'S3Configuration',
        'SecretsManagerConfiguration',
      ].sort(),
    );
    expect(http).toMatchObject({
      RequestConfiguration: { ContentEncoding: 'GZIP', CommonAttributes: [] },
      RetryOptions: { DurationInSeconds: 300 },
      S3BackupMode: 'FailedDataOnly',
      SecretsManagerConfiguration: { Enabled: true },
      BufferingHints: { SizeInMBs: 2, IntervalInSeconds: 60 },
      S3Configuration: {
        Prefix: 'records/!{timestamp:yyyy/MM/dd/HH}/',
        ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/',
        CompressionFormat: 'GZIP',
        EncryptionConfiguration:
          choice['kmsKeyArn'] === '-'
            ? { NoEncryptionConfig: 'NoEncryption' }
            : { KMSEncryptionConfig: { AWSKMSKeyARN: choice['kmsKeyArn'] } },
      },
    });
    expect(at(http, 'EndpointConfiguration', 'AccessKey')).toBeUndefined();
    if (isIntake) {
      expect(at(http, 'EndpointConfiguration', 'Url')).toEqual({
        'Fn::GetAtt': ['IntakeUrl', 'FunctionUrl'],
      });
      expect(at(http, 'ProcessingConfiguration')).toEqual({ Enabled: false, Processors: [] });
      expect(at(http, 'SecretsManagerConfiguration', 'SecretARN')).toEqual({ Ref: 'AccessKeySecret' });
    } else {
      expect(at(http, 'EndpointConfiguration', 'Url')).toBe(
        choice['site'] === 'datadoghq.com'
          ? 'https://aws-kinesis-http-intake.logs.datadoghq.com/v1/input'
          : 'https://aws-kinesis-http-intake.logs.us5.datadoghq.com/api/v2/logs?dd-protocol=aws-kinesis-firehose',
      );
      expect(at(http, 'ProcessingConfiguration', 'Processors', 0, 'Parameters')).toEqual(
        expect.arrayContaining([
          { ParameterName: 'BufferSizeInMBs', ParameterValue: '1' },
          { ParameterName: 'NumberOfRetries', ParameterValue: '3' },
        ]),
      );
    }
  });

  test('the stream is created after every right of its role', () => {
    const { Resources } = stack.template();
    const stream = Resources['DeliveryStream'];
    if (stream === undefined) return;
    const rights = resourcesOf(stack.template(), 'AWS::IAM::Policy')
      .filter(([, { Properties }]) => JSON.stringify(Properties['Roles']).includes('"StreamRole"'))
      .map(([id]) => id);
    expect([stream.DependsOn ?? []].flat().toSorted()).toEqual(rights.sort());
  });
}
