import { dashboardBody } from '../../src/stack/dashboard.ts';
import { readParameters } from '../../src/stack/read-parameters.ts';

/** What to see in each widget of the dashboard, by its title; a widget without a row here has no place in the document. */
const whatToSee: Readonly<Record<string, string>> = {
  'Records in, transformed, delivered':
    'The three lines run together, a buffer apart. Delivered below in: failed, or put back on the stream.',
  'Success of deliveries, transformations, backups (below 1: some failed)': 'All at 1.',
  'Age of the oldest undelivered record, seconds':
    'At most some minutes: buffers and retries. A steady rise: deliveries hang.',
  'Refused above the quota': 'Nothing.',
  'Transform: records by what became of them':
    '`passed on` alone. `untouched`: text, or JSON without a `kubernetes` map. `failed`: in the bucket.',
  'Transform: lines tagged': '`untouched` far below `tagged`; else look at the ConfigMap.',
  'Transform: lines joined, excluded, sampled out; logs masked':
    'What your rules are meant to do; a rule that suddenly drops more shows here. By rule: the log lines of the function.',
  'Transform: largest response, bytes': 'Below the line; what would pass it is put back on the stream.',
  'Transform: errors, throttles; longest run, milliseconds (right)': 'No errors, no throttles.',
  'Intake: answers': 'No 4xx; a 5xx is tried again by Firehose.',
  'Intake: logs by what became of them':
    '`accepted` as high as `logs in them`. `parked`: Datadog refuses these logs.',
  'Intake: errors, throttles; longest run, milliseconds (right)': 'No errors, no throttles.',
  'New error objects in the bucket': 'None. Each needs a replay.',
  'Replay: records by what became of them':
    '`delivered` and `dropped by rules` together as high as `found`; `still due` comes again.',
  'Replay: errors, throttles; longest run, milliseconds (right)':
    'Errors come from batches of the mass replay that are not done and come again.',
  'Mass replay: executions': '`succeeded` follows `started`.',
  'Age of the oldest object that waits for its replay, against the 18 hours of Datadog':
    'Below the line of the alarm; up to 15 minutes is the delay that every object has. An object that was tried three times is counted no longer: `still due` and the dead-letter queue tell of it.',
};

/** The table of widgets in docs/operations.md: those of both routes, with everything switched on. Throws for one without words. */
export function widgetsTable(): string {
  const titles = new Set(['direct', 'intake'].flatMap((route) => widgetTitles(route)));
  const forgotten = [...titles].filter((title) => !Object.hasOwn(whatToSee, title));
  const stale = Object.keys(whatToSee).filter((title) => !titles.has(title));
  if (forgotten.length + stale.length > 0)
    throw new RangeError(
      `widgets and their words differ: ${[...forgotten, ...stale].map((title) => JSON.stringify(title)).join(', ')}`,
    );
  const rows = [...titles].map((title) => `| ${title} | ${whatToSee[title]} |\n`);
  return `| widget | what to see |\n|---|---|\n${rows.join('')}`;
}

function widgetTitles(route: string): string[] {
  const read = readParameters({ route, continuousReplay: 'true' }, { stage: 'prod' });
  if (read.kind === 'refused') throw new RangeError(read.problems.join('; '));
  const body: { readonly widgets: readonly { readonly properties: { readonly title: string } }[] } =
    JSON.parse(dashboardBody(read.deployment, '${BackupBucket}'));
  return body.widgets.map(({ properties }) => properties.title);
}
