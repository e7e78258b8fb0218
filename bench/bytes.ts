/** How large logs are under the settings that make them smaller: bytes only, so that it is the same on every machine. */
import { isDeepStrictEqual } from 'node:util';
import { guideTagKeys, parseTransformConfig } from '../src/config/transform.ts';
import { parseObject } from '../src/json/fields.ts';
import { createRecordTransform } from '../src/transform/record.ts';
import { capturedRecords } from '../test/support/captures.ts';
import type { Section, SectionResult } from './section.ts';
import { table } from './table.ts';

export const bytesSection: Section = { name: 'bytes', run: () => Promise.resolve(chapter()) };

/** Captures of different shapes, one log a record. */
export const byteCaptures = [
  'guide-default',
  'docs-crio-keeplog-off',
  'owner-refs-namespace-meta',
  'labels-annotations-off',
] as const;

/** Longer lines are in the captures for the sake of limits, and would outweigh all others. */
export const longestBytes = 4_096;

type Environment = Readonly<Record<string, string>>;

const fewTags = 'env,service,version';

/** The settings, the defaults first. */
const settings: readonly Environment[] = [
  {},
  { TAGS_AS: 'ddtags' },
  { TAGS_INCLUDE: fewTags },
  { KUBERNETES_ATTRIBUTES: 'labels,annotations' },
  { KUBERNETES_ATTRIBUTES: 'labels' },
  { KUBERNETES_ATTRIBUTES: 'drop' },
  { KUBERNETES_ATTRIBUTES: 'drop', TAGS_AS: 'ddtags', TAGS_INCLUDE: fewTags },
];

/** Bytes of a log on average, by capture. */
type BytesPerLog = Readonly<Record<(typeof byteCaptures)[number], number>>;

export interface MeasuredBytes {
  /** As Fluent Bit sends them. */
  readonly received: BytesPerLog;
  readonly sent: readonly { readonly environment: Environment; readonly bytes: BytesPerLog }[];
}

/** Throws when a setting changes more of a log than its tags and its `kubernetes` map. */
export function measureBytes(): MeasuredBytes {
  const records = byCapture((name) => capturedRecords(name).filter(({ length }) => length <= longestBytes));
  const defaults = byCapture((name) => transformed(records[name], {}));
  const sent = settings.map((environment) => {
    const logs = byCapture((name) => transformed(records[name], environment));
    for (const name of byteCaptures) checkSame(defaults[name], logs[name], environment);
    return { environment, bytes: byCapture((name) => mean(logs[name])) };
  });
  return { received: byCapture((name) => mean(records[name])), sent };
}

function byCapture<T>(
  of: (name: (typeof byteCaptures)[number]) => T,
): Record<(typeof byteCaptures)[number], T> {
  return Object.fromEntries(byteCaptures.map((name) => [name, of(name)])) as Record<
    (typeof byteCaptures)[number],
    T
  >;
}

function transformed(records: readonly Buffer[], environment: Environment): Buffer[] {
  const { transform } = createRecordTransform(parseTransformConfig(environment));
  const streamArn = 'arn:aws:firehose:us-east-1:111122223333:deliverystream/kubehose-prod';
  return records.map((data) =>
    Buffer.from(transform({ data, arrivalTimeMs: Date.UTC(2026, 10, 28), streamArn }).data),
  );
}

function mean(logs: readonly Buffer[]): number {
  return Math.round(logs.reduce((sum, { length }) => sum + length, 0) / logs.length);
}

function checkSame(defaults: readonly Buffer[], logs: readonly Buffer[], environment: Environment): void {
  for (const [index, log] of logs.entries())
    if (!isDeepStrictEqual(contentOf(log), contentOf(defaults[index]!)))
      throw new Error(`${settingsText(environment)} changes log ${index}`);
}

const changing = new Set(['kubernetes', 'ddtags', ...guideTagKeys]);

function contentOf(log: Buffer): unknown {
  const object = parseObject(log.toString());
  return object && Object.fromEntries(Object.entries(object).filter(([name]) => !changing.has(name)));
}

/** As they are set: `A=b C=d`; empty for the defaults. */
export function settingsText(environment: Environment): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

function chapter(): SectionResult {
  const { received, sent } = measureBytes();
  const row = (name: string, bytes: BytesPerLog) => [
    name,
    ...byteCaptures.map((capture) => String(bytes[capture])),
  ];
  const rows = sent.map(({ environment, bytes }) => row(settingsText(environment) || 'the defaults', bytes));
  const document = `## bytes

Bytes of a log on average, in captures of Fluent Bit (\`test/captures\`), lines above ${longestBytes} bytes left out.

${table(['settings', ...byteCaptures], [row('as Fluent Bit sends it', received), ...rows])}`;
  return { figures: { received, sent }, document };
}
