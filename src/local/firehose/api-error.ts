/** An error as AWS's JSON protocol answers it: the code stands in the body's `__type` and in `x-amzn-errortype`. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
  }
}

/** The request breaks a constraint of the API's model. */
export function validation(detail: string): ApiError {
  return new ApiError('ValidationException', `1 validation error detected: ${detail}`);
}

/** A size limit of the service is exceeded. */
export function invalidArgument(message: string): ApiError {
  return new ApiError('InvalidArgumentException', message);
}

/** The body is no JSON object of the operation's types. */
export function serialization(): ApiError {
  return new ApiError(
    'SerializationException',
    'The request body is not JSON of the types that the operation takes.',
  );
}
