import { byteCaptures, longestBytes, measureBytes, type MeasuredBytes } from '../../bench/bytes.ts';
import { maxRecordBytes } from '../../src/firehose/put-record-batch.ts';

/**
 * What a TB of records costs, from prices and sizes that stand here by name. Source of the rules: Amazon Data Firehose
 * developer guide, `limits` (each record is rounded up to 5 KB); AWS Lambda pricing (per request, per GB-second).
 */

/** List prices in US dollars. */
export const prices = {
  region: 'us-east-1',
  asOf: 'November 2026',
  firehosePerGB: 0.029,
  lambdaPerMillionRequests: 0.2,
  lambdaArm64PerGBSecond: 0.0000133334,
  cloudWatchLogsPerGB: 0.5,
  datadogIngestionPerGB: 0.1,
} as const;

/** What is assumed of one invocation: the transform only computes, the intake mostly waits for Datadog. */
export const invocations = {
  transform: { bufferMiB: 1, memoryMB: 1_769, milliseconds: 60 },
  intake: { bufferMiB: 2, memoryMB: 1_769, milliseconds: 250 },
} as const;

const functionNames = ['transform', 'intake'] as const;

const gigabyte = 1e9;
const terabyte = 1e12;
const mebibyte = 1_048_576;
/** Firehose bills each record as a multiple of this. */
const billedStepBytes = 5_120;

/** Dollars that Firehose takes for a TB that comes in records of this size. */
export function firehosePerTB(recordBytes: number): number {
  const billedBytes = Math.ceil(recordBytes / billedStepBytes) * billedStepBytes;
  return (terabyte / recordBytes) * (billedBytes / gigabyte) * prices.firehosePerGB;
}

/** Dollars that Lambda takes for a TB, when every buffer is full. */
export function functionPerTB(name: keyof typeof invocations): number {
  const { bufferMiB, memoryMB, milliseconds } = invocations[name];
  const requests = terabyte / (bufferMiB * mebibyte);
  const gigabyteSeconds = requests * (milliseconds / 1_000) * (memoryMB / 1_024);
  return (requests / 1e6) * prices.lambdaPerMillionRequests + gigabyteSeconds * prices.lambdaArm64PerGBSecond;
}

/** Dollars that CloudWatch Logs takes for taking in the same TB. */
export function cloudWatchLogsPerTB(): number {
  return (terabyte / gigabyte) * prices.cloudWatchLogsPerGB;
}

const sizes: readonly (readonly [bytes: number, what: string])[] = [
  [500, 'one line a record'],
  [1_000, 'one line a record; a short line with its `kubernetes` map has about this size'],
  [2_000, 'one line a record'],
  [billedStepBytes, 'the size that fits the rounding'],
  [20_000, 'aggregated: a quiet pod'],
  [maxRecordBytes, 'aggregated: full records'],
];

/** The table of costs in docs/deploy.md. */
export function costTable(): string {
  const rows = sizes.map(([bytes, what]) => {
    const firehose = firehosePerTB(bytes);
    const sums = functionNames.map((name) => dollars(firehose + functionPerTB(name)));
    return `| ${count(bytes)} | ${what} | ${dollars(firehose)} | ${sums.join(' | ')} |\n`;
  });
  return (
    '| bytes of a record | what it holds | Firehose alone | with the transform (`route=direct`) | with the intake (`route=intake`) |\n' +
    `|---:|---|---:|---:|---:|\n${rows.join('')}`
  );
}

/** Prices and assumptions below that table. */
export function costAssumptions(): string {
  const { region, asOf, firehosePerGB, lambdaPerMillionRequests, lambdaArm64PerGBSecond } = prices;
  const runs = functionNames.map((name) => {
    const { bufferMiB, memoryMB, milliseconds } = invocations[name];
    return `| ${name} | ${bufferMiB} MiB | ${milliseconds} ms at ${count(memoryMB)} MB | ${dollars(functionPerTB(name))} |\n`;
  });
  return (
    `List prices of ${region}, ${asOf}; those of your region and contract may differ: Firehose $${firehosePerGB} per GB, each record\n` +
    `rounded up to ${count(billedStepBytes)} bytes; Lambda on arm64 $${lambdaPerMillionRequests.toFixed(2)} per million requests and $${lambdaArm64PerGBSecond.toFixed(10)} per GB-second.\n` +
    `CloudWatch Logs would take ${dollars(cloudWatchLogsPerTB())} for the same TB.\n\n` +
    `| assumed of | buffer, full | each invocation | per TB |\n|---|---|---|---:|\n${runs.join('')}\n` +
    '```text\n' +
    'Firehose = 1 TB ÷ record × (record rounded up to 5,120 bytes) × price per GB\n' +
    'function = 1 TB ÷ buffer × (price per request + seconds × memory ÷ 1,024 × price per GB-second)\n' +
    '```\n'
  );
}

/** What logs weigh under each setting, measured, and what Datadog takes for taking in a TB that Fluent Bit sends. */
export function bytesTable(): string {
  const { received, sent } = measureBytes();
  const total = (bytes: MeasuredBytes['received']): number =>
    byteCaptures.reduce((sum, name) => sum + bytes[name], 0);
  const row = (name: string, bytes: MeasuredBytes['received'], cost: string): string =>
    `| ${[name, ...byteCaptures.map((capture) => count(bytes[capture])), cost].join(' | ')} |\n`;
  const rows = sent.map(({ environment, bytes }) => {
    const terabytes = total(bytes) / total(received);
    const cost = dollars(terabytes * (terabyte / gigabyte) * prices.datadogIngestionPerGB);
    const names = Object.entries(environment).map(([name, value]) => `\`${name}=${value}\``);
    return row(names.join('<br>') || 'the defaults', bytes, `${terabytes.toFixed(2)} TB, ${cost}`);
  });
  return (
    `| settings | ${byteCaptures.join(' | ')} | of 1 TB sent, Datadog takes in |\n` +
    `|---|${'---:|'.repeat(byteCaptures.length + 1)}\n` +
    `${row('as Fluent Bit sends it', received, '')}${rows.join('')}\n` +
    `Bytes of a log on average. The columns are captures of Fluent Bit in \`test/captures\`, without their lines above ${count(longestBytes)} bytes.\n` +
    `$${prices.datadogIngestionPerGB.toFixed(2)} per GB is Datadog's list price for ingestion, ${prices.asOf}; it bills indexing by the number of logs, which no setting here changes.\n`
  );
}

function count(amount: number): string {
  return amount.toLocaleString('en');
}

function dollars(amount: number): string {
  return `$${amount < 10 ? amount.toFixed(2) : Math.round(amount).toLocaleString('en')}`;
}
