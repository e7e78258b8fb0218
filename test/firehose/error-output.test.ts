import { describe, expect, test } from '@jest/globals';
import { formatFailedRecord } from '../../src/firehose/error-output.ts';
import { httpEndpointErrors, lambdaErrors } from '../../src/firehose/error-codes.ts';

describe('formatFailedRecord', () => {
  test('a record that the transformation failed', () => {
    const line = formatFailedRecord({
      kind: 'processing-failed',
      attemptsMade: 4,
      arrivalTimestamp: 1_767_323_045_000,
      errorCode: lambdaErrors.functionError.code,
      errorMessage: lambdaErrors.functionError.message,
      attemptEndingTimestamp: 1_767_323_107_666,
      rawData: 'eyJsb2ciOiJoaSJ9Cg==',
      lambdaARN: 'arn:aws:lambda:eu-west-1:111122223333:function:f:$LATEST',
    });
    expect(line).toBe(
      '{"rawData":"eyJsb2ciOiJoaSJ9Cg==","errorCode":"Lambda.FunctionError",' +
        '"errorMessage":"The Lambda function was successfully invoked but it returned an error result.",' +
        '"attemptsMade":4,"arrivalTimestamp":1767323045000,"attemptEndingTimestamp":1767323107666,' +
        '"lambdaARN":"arn:aws:lambda:eu-west-1:111122223333:function:f:$LATEST"}\n',
    );
  });

  test('a record that the endpoint did not take: the reply stands escaped in the message', () => {
    const line = formatFailedRecord({
      kind: 'http-endpoint-failed',
      attemptsMade: 5,
      arrivalTimestamp: 1_767_323_045_000,
      errorCode: httpEndpointErrors.destinationException.code,
      errorMessage: `${httpEndpointErrors.destinationException.message} {"requestId": "109777ac", "errorMessage": "Unauthorized"}`,
      attemptEndingTimestamp: 1_767_323_181_318,
      rawData: '',
      subsequenceNumber: 0,
      dataId: '49600000000000000000000000000000000000000000000000000002.0',
    });
    expect(line).toBe(
      '{"attemptsMade":5,"arrivalTimestamp":1767323045000,"errorCode":"HttpEndpoint.DestinationException",' +
        '"errorMessage":"Received the following response from the endpoint destination. ' +
        '{\\"requestId\\": \\"109777ac\\", \\"errorMessage\\": \\"Unauthorized\\"}",' +
        '"attemptEndingTimestamp":1767323181318,"rawData":"","subsequenceNumber":0,' +
        '"dataId":"49600000000000000000000000000000000000000000000000000002.0"}\n',
    );
  });
});
