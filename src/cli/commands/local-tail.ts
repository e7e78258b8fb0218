import { readLog } from '../../datadog/reading/read-log.ts';
import { parseJson } from '../../json/fields.ts';
import { systemClock } from '../../adapters/clock.ts';
import type { Paint, Style } from '../output/colour.ts';

const styles: Readonly<Record<string, Style>> = {
  emergency: 'red',
  alert: 'red',
  critical: 'red',
  error: 'red',
  warning: 'yellow',
  notice: 'cyan',
  info: 'cyan',
  ok: 'green',
};

/** A log as `--tail` prints it, in one line: time, status, pod, message, tags. Control characters show as `·`. */
export function tailLine(log: Buffer, paint: Paint): string {
  const nowMs = systemClock.now();
  const text = log.toString();
  const read = readLog(parseJson(text), nowMs);
  const atMs = read?.date.kind === 'date' ? read.date.ms : nowMs;
  const status = read?.status ?? 'info';
  const tags = read?.tags ?? [];
  const pod =
    tags.find((tag) => tag.startsWith('pod_name:'))?.slice('pod_name:'.length) ?? read?.service ?? '-';
  return [
    paint('dim', new Date(atMs).toISOString()),
    paint(styles[status] ?? 'dim', status.padEnd(7)),
    printable(pod),
    printable(read?.message ?? text),
    paint('dim', printable(tags.join(','))),
  ].join(' ');
}

/** What a log says must not move the cursor or change colours. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '·');
}
