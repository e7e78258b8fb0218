/**
 * Error codes of Firehose's error output, with the message that stands beside each. The set is open: readers must take any
 * code, and route by the part before the dot.
 * Source: Amazon Data Firehose developer guide, `monitoring-with-cloudwatch-logs` and `http_troubleshooting`; messages of
 * `Lambda.*` as found in objects of the service.
 */

export const lambdaErrors = {
  functionError: {
    code: 'Lambda.FunctionError',
    message: 'The Lambda function was successfully invoked but it returned an error result.',
  },
  functionTimedOut: {
    code: 'Lambda.FunctionTimedOut',
    message:
      'The Lambda function did not return before the Timeout setting expired. Increase the Timeout setting in the Lambda function.',
  },
  missingRecordId: {
    code: 'Lambda.MissingRecordId',
    message:
      'One or more record Ids were not returned. Ensure that the Lambda function returns all received record Ids.',
  },
  duplicatedRecordId: {
    code: 'Lambda.DuplicatedRecordId',
    message:
      'Multiple records were returned with the same record Id. Ensure that the Lambda function returns a unique record Id for each record.',
  },
  processingFailedStatus: {
    code: 'Lambda.ProcessingFailedStatus',
    message: 'ProcessingFailed status set for record',
  },
  nullData: {
    code: 'Lambda.InvalidReturnFormat',
    message:
      'The data field cannot be null when the SourceType is DirectPut or KinesisStreamAsSource and processing result is Ok. ' +
      'The value field cannot be null when the SourceType is MSKAsSource and processing result is Ok.',
  },
  invalidResult: {
    code: 'Lambda.InvalidReturnFormat',
    message: 'The result field must be one of Ok, Dropped or ProcessingFailed.',
  },
  invalidData: { code: 'Lambda.InvalidReturnFormat', message: 'The data field must be base64 encoded.' },
} as const;

export const httpEndpointErrors = {
  /** The endpoint's reply follows the message. */
  destinationException: {
    code: 'HttpEndpoint.DestinationException',
    message: 'Received the following response from the endpoint destination.',
  },
  invalidResponse: {
    code: 'HttpEndpoint.InvalidResponseFromDestination',
    message:
      'The response received from the specified endpoint is invalid. Contact the owner of the endpoint to resolve the issue.',
  },
  responseTooLarge: {
    code: 'HttpEndpoint.ResponseTooLarge',
    message:
      'The response received from the endpoint is too large. Contact the owner of the endpoint to resolve this issue.',
  },
  connectionFailed: {
    code: 'HttpEndpoint.ConnectionFailed',
    message: 'Unable to connect to the endpoint. Contact the owner of the endpoint to resolve this issue.',
  },
  connectionReset: {
    code: 'HttpEndpoint.ConnectionReset',
    message:
      'The connection to the HTTP endpoint was reset. Contact the owner of the endpoint to resolve this issue.',
  },
  sslHandshakeFailure: {
    code: 'HttpEndpoint.SSLHandshakeFailure',
    message:
      'Unable to complete an SSL handshake with the endpoint. Contact the owner of the endpoint to resolve this issue.',
  },
  requestTimeout: {
    code: 'HttpEndpoint.RequestTimeout',
    message: 'The request timed out before a response was received.',
  },
} as const;
