import type { AcceptedLog } from '../../../local/datadog/accepted-logs.ts';
import { alignColumns } from '../../output/table.ts';

type Log = Readonly<Record<string, unknown>>;

/** A record as Fluent Bit put it, pretty. */
export function showBefore(record: Buffer): string {
  return JSON.stringify(JSON.parse(record.toString('utf8')), null, 2);
}

/** The same log as Datadog took it: what was added or changed, then its tags as a table. */
export function showAfter(before: Buffer, logs: readonly AcceptedLog[]): string {
  const old: Log = JSON.parse(before.toString('utf8'));
  const after = logs.map(({ text }): Log => JSON.parse(text)).find((log) => isSameLog(old, log));
  if (after === undefined) throw new Error('the log that is shown did not arrive');
  const { ddtags, kubernetes, ...rest } = after;
  return [
    JSON.stringify(rest, null, 2),
    ...(kubernetes === undefined ? [] : ['kubernetes stays as it was; ddtags holds:']),
    ...alignColumns(
      [['tag', 'value'], ...tagsOf(ddtags)].map((row) =>
        row.map((cell, column) => (column === 0 ? `  ${cell}` : cell)),
      ),
    ),
  ].join('\n');
}

/** The same container, the same time, and the end of `log` is what was written there, or the first line of what was joined to it. */
function isSameLog(old: Log, log: Log): boolean {
  const { message } = log;
  const [time = ''] = String(old['log']).split(' ');
  return (
    log['timestamp'] === Date.parse(time) &&
    typeof message === 'string' &&
    String(old['log']).endsWith(` ${message.split('\n')[0]}`) &&
    JSON.stringify(old['kubernetes']) === JSON.stringify(log['kubernetes'])
  );
}

function tagsOf(ddtags: unknown): [string, string][] {
  if (typeof ddtags !== 'string') return [];
  return ddtags.split(',').map((tag) => {
    const colon = tag.indexOf(':');
    return colon < 0 ? [tag, ''] : [tag.slice(0, colon), tag.slice(colon + 1)];
  });
}
