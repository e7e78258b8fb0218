type Log = Readonly<Record<string, unknown>>;

/** What Datadog shows of a log. */
export interface StoredLog {
  readonly tags: readonly string[];
  readonly date: unknown;
  readonly status: unknown;
  readonly service: unknown;
  readonly source: unknown;
  /** All fields, those of a JSON message lifted over the line's. */
  readonly attributes: Log;
}

const dates = ['@timestamp', 'timestamp', '_timestamp', 'Timestamp', 'eventTime', 'date', 'published_date'];

/**
 * A small model of Datadog's intake. Sources: datadog-serverless-functions, `steps/enrichment.py`, on JSON messages, whose fields
 * override the line's; documentation `logs/log_configuration/pipelines`, "Preprocessing", on reserved attributes.
 */
export function intake(line: string): StoredLog {
  const outer = objectOf(line);
  if (outer === undefined) throw new TypeError('the line is no JSON object');
  const inner = typeof outer['message'] === 'string' ? objectOf(outer['message']) : undefined;
  const attributes = { ...outer, ...inner };
  const { ddtags, ddsource } = attributes;
  return {
    tags: typeof ddtags === 'string' ? ddtags.split(',').filter((tag) => tag !== '') : [],
    date: first(attributes, dates) ?? syslog(attributes, 'timestamp'),
    status: first(attributes, ['status', 'severity', 'level']) ?? syslog(attributes, 'severity'),
    service: first(attributes, ['service']) ?? syslog(attributes, 'appname'),
    source: ddsource,
    attributes,
  };
}

function first(log: Log, keys: readonly string[]): unknown {
  const key = keys.find((name) => Object.hasOwn(log, name));
  return key === undefined ? undefined : log[key];
}

function syslog(log: Log, key: string): unknown {
  const value = log['syslog'];
  return typeof value === 'object' && value !== null ? (value as Log)[key] : undefined;
}

function objectOf(text: string): Log | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Log) : undefined;
  } catch {
    return undefined;
  }
}
