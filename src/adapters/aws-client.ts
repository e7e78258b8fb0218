/** How long a client of AWS waits for a connection and for each piece of an answer, and how often it tries. */
export interface Patience {
  readonly connectMs: number;
  readonly answerMs: number;
  readonly attempts: number;
}

/** Nobody waits longer than this for an answer in front of a terminal. */
export const interactive: Patience = { connectMs: 3_000, answerMs: 10_000, attempts: 2 };

export interface ClientOptions {
  /** `undefined` takes that of the environment. */
  readonly region: string | undefined;
  /** What a service has besides, such as another endpoint. */
  readonly more?: object;
  /** Agents of Node that hold its connections. */
  readonly agents?: object;
}

/**
 * Makes every client of AWS there is, with time-outs that end a call. The SDK's `requestTimeout` alone only writes a warning: it rejects
 * with `throwOnRequestTimeout`, and a body that stops half-way ends by `socketTimeout`. The class is given, so that it can be loaded late.
 */
export function awsClient<Client>(
  Class: new (config: object) => Client,
  { connectMs, answerMs, attempts }: Patience,
  { region, more, agents }: ClientOptions,
): Client {
  return new Class({
    ...(region !== undefined && { region }),
    maxAttempts: attempts,
    requestHandler: {
      connectionTimeout: connectMs,
      requestTimeout: answerMs,
      throwOnRequestTimeout: true,
      socketTimeout: answerMs,
      ...agents,
    },
    ...more,
  });
}
