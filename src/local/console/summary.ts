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
    text: (read === undefined ? text : messageOf(read, text)).slice(0, maxTextCharacters),
    tags: read?.tags.length ?? 0,
  };
}

/** An empty message is one, too. */
function messageOf({ message, attributes }: DatadogLog, text: string): string {
  return message ?? (attributes['message'] === '' || attributes['log'] === '' ? '' : text);
}

/** The workload rather than the pod, where it is known: it is shorter, and says more. */
function podOf(read: DatadogLog | undefined): string {
  const value = (key: string) => read?.tags.find((tag) => tag.startsWith(`${key}:`))?.slice(key.length + 1);
  const workload =
    value('kube_deployment') ?? value('kube_stateful_set') ?? value('kube_daemon_set') ?? value('pod_name');
  return [value('kube_namespace'), workload].filter((part) => part !== undefined).join('/');
}
