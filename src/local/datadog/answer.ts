/** What the stand-in would answer, and the logs that it would keep if the answer goes out. */
export interface DatadogAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly logs: readonly Buffer[];
}
