import { readLog, type DatadogLog } from '../../datadog/reading/read-log.ts';
import { parseJson } from '../../json/fields.ts';
import type { LogFate, LogSummary } from './wire.ts';

/** Characters of a message that a row can show. */
const maxTextCharacters = 240;

/** The row of a log, by what Datadog would read in it. */
export function summaryOf(log: {
  readonly id: number;
  readonly record: number;
  readonly atMs: number;
  readonly fate: LogFate;
  readonly before: Buffer | undefined;
  readonly after: Buffer | undefined;
}): LogSummary {
  const { id, record, atMs, fate } = log;
  const text = (log.after ?? log.before)?.toString() ?? '';
  const read = readLog(parseJson(text), atMs);
  return {
    id,
    record,
    atMs,
    fate,
    status: read?.status ?? '',
    service: read?.service ?? '',
    pod: podOf(read),
    text: (read?.message ?? text).slice(0, maxTextCharacters),
    tags: read?.tags.length ?? 0,
  };
}

function podOf(read: DatadogLog | undefined): string {
  const value = (key: string) => read?.tags.find((tag) => tag.startsWith(`${key}:`))?.slice(key.length + 1);
  return [value('kube_namespace'), value('pod_name')].filter((part) => part !== undefined).join('/');
}
