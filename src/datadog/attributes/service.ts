/** Who decides on the service: what the line says, or its pod. */
export type ServiceFrom = 'line' | 'pod';

export interface ServiceInput {
  /** The attribute that Datadog would take the service from (parsed JSON), after a JSON message was lifted; `undefined` for none. */
  readonly line: unknown;
  /** What the pod's label or annotation asks for. */
  readonly pod: string | undefined;
  /** `DD_SERVICE`, or the Agent's default. */
  readonly fallback: string | undefined;
}

/** Whether Datadog takes a value (parsed JSON) for the name of a service. */
export function namesService(value: unknown): value is string | number {
  return (typeof value === 'string' && value.trim() !== '') || typeof value === 'number';
}

/**
 * The service to add; `undefined` where the line names one itself. An attribute `service` that is no text, such as an object, says
 * nothing to Datadog and keeps no other service away.
 */
export function serviceToAdd({ line, pod, fallback }: ServiceInput, from: ServiceFrom): string | undefined {
  if (namesService(line) && (from === 'line' || pod === undefined || pod === line)) return undefined;
  return pod ?? fallback;
}
