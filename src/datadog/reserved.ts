/**
 * Datadog's reserved attributes and the names under which the JSON preprocessing looks them up, in its order. A dotted name
 * (`syslog.timestamp`) means the key `timestamp` inside the object `syslog` as well as the literal dotted key.
 * Source: Datadog documentation `logs/log_configuration/pipelines`, "Preprocessing for JSON logs".
 */

export const dateAttributes = [
  '@timestamp',
  'timestamp',
  '_timestamp',
  'Timestamp',
  'eventTime',
  'date',
  'published_date',
  'syslog.timestamp',
] as const;

export const statusAttributes = ['status', 'severity', 'level', 'syslog.severity'] as const;

export const serviceAttributes = ['service', 'syslog.appname'] as const;

export const hostAttributes = ['host', 'hostname', 'syslog.hostname'] as const;

export const sourceAttributes = ['ddsource'] as const;

export const messageAttributes = ['message'] as const;

/** Reserved tag keys. Source: Datadog documentation `getting_started/tagging`. */
export const reservedTagKeys = ['host', 'device', 'source', 'service', 'env', 'version'] as const;

/** The first of `attributes` that `object` (parsed JSON) has, with its value; a `null` counts as missing. */
export function findAttribute(
  object: Readonly<Record<string, unknown>>,
  attributes: readonly string[],
): { readonly name: string; readonly value: unknown } | undefined {
  for (const name of attributes) {
    const value = own(object, name) ?? nested(object, name);
    if (value !== undefined) return { name, value };
  }
  return undefined;
}

function nested(object: Readonly<Record<string, unknown>>, name: string): unknown {
  const dot = name.indexOf('.');
  if (dot < 0) return undefined;
  const parent = own(object, name.slice(0, dot));
  return isRecord(parent) ? own(parent, name.slice(dot + 1)) : undefined;
}

function own(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? (object[key] ?? undefined) : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
