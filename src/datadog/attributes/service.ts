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

/** What has to change for the right service. */
export interface ServicePlan {
  readonly add: string | undefined;
  /** The line's own attribute stands in the way and becomes `original_service`; a null or an empty text is replaced. */
  readonly renamesLine: boolean;
}

const stays: ServicePlan = { add: undefined, renamesLine: false };

/** Whether Datadog takes a value (parsed JSON) for the name of a service. */
export function namesService(value: unknown): value is string | number {
  return (typeof value === 'string' && value.trim() !== '') || typeof value === 'number';
}

/** An attribute `service` that is no text, such as an object, says nothing to Datadog and keeps no other service away. */
export function planService({ line, pod, fallback }: ServiceInput, from: ServiceFrom): ServicePlan {
  if (namesService(line) && (from === 'line' || pod === undefined || pod === line)) return stays;
  const add = pod ?? fallback;
  if (add === undefined) return stays;
  return { add, renamesLine: line !== undefined && line !== null && line !== '' };
}
