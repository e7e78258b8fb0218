/**
 * Time-outs of an AWS client that end a call, for every client of the SDK. `requestTimeout` alone only writes a warning: it rejects with
 * `throwOnRequestTimeout`, and a body that stops half-way ends by `socketTimeout`.
 */
export function timeouts({ connectMs, answerMs }: { readonly connectMs: number; readonly answerMs: number }) {
  return {
    connectionTimeout: connectMs,
    requestTimeout: answerMs,
    throwOnRequestTimeout: true,
    socketTimeout: answerMs,
  } as const;
}
