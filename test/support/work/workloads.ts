import { gzipSync, zstdCompressSync } from 'node:zlib';

import fc from 'fast-check';
import { compress } from 'snappyjs';

/** Records that are so many `units` large together. */
export type Workload = (units: number) => readonly Buffer[];

/** Text of so many units: lines as usual and as an attacker would write them. */
const texts: Readonly<Record<string, (units: number) => string>> = {
  'lines of a pod': (units) => lines(units, (i) => cri(`stdout F hello ${i}`)),
  'lines of many pods': (units) => lines(units, (i) => cri('stdout F hello', `web-${i}`)),
  'a trace': (units) =>
    cri('stderr F java.lang.Error: x') + lines(units, () => cri('stderr F \tat a.B.c(B.java:1)')),
  'a line in pieces': (units) => lines(units, () => cri('stdout P part')),
  'retries of one line': (units) => lines(units, () => cri('stdout F again')),
  'lines without pods': (units) => lines(units, () => '{"log":"x","level":30}'),
  text: (units) => lines(units, () => 'a'),
  'blank lines': (units) => '\n'.repeat(units) + 'a\n\n',
  'one long line': (units) => JSON.stringify({ log: 'x "quoted" \u00e9'.repeat(units) }),
  'one line of many attributes': (units) => `{${list(units, (i) => `"a${i}":{"b":1}`)}}`,
  'one attribute many times': (units) =>
    `{${list(units, () => '"log":"x","service":"s","ddtags":"a:b","timestamp":1')}}`,
  'many tags': (units) => `{"log":"x","ddtags":"${list(units, (i) => `t${i}:v`)}"}`,
  'many labels': (units) =>
    `{"log":"x","kubernetes":{"pod_name":"p","labels":{${list(units, (i) => `"l${i}":"v"`)}}}}`,
  'deep brackets': (units) => `{"log":"x","a":${'['.repeat(units)}${']'.repeat(units)}}`,
  'brackets that do not close': (units) => '[{"a":'.repeat(units),
  'JSON in a message': (units) => JSON.stringify({ log: `{${list(units, (i) => `"a${i}":"\\"x\\""`)}}` }),
  'an aggregate': (units) => `[${list(units, () => '{"log":"x"}')}]`,
  'objects behind each other': (units) => '{"log":"x"} '.repeat(units),
  'an envelope': (units) => envelope(units, (i) => `{"id":"${i}","timestamp":1,"message":"m"}`),
  envelopes: (units) => lines(units, () => envelope(1, () => '{"id":"1","timestamp":1,"message":"m"}')),
};

function lines(units: number, line: (index: number) => string): string {
  return Array.from({ length: units }, (_, index) => `${line(index).trimEnd()}\n`).join('');
}

function list(units: number, item: (index: number) => string): string {
  return Array.from({ length: units }, (_, index) => item(index)).join(',');
}

function cri(text: string, pod = 'web-0'): string {
  const kubernetes = { pod_name: pod, namespace_name: 'shop', container_name: 'web', docker_id: pod };
  return `${JSON.stringify({ log: `2026-11-28T10:00:00.1Z ${text}`, kubernetes })}\n`;
}

function envelope(units: number, event: (index: number) => string): string {
  return `{"messageType":"DATA_MESSAGE","logGroup":"g","logStream":"s","logEvents":[${list(units, event)}]}`;
}

const packings: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  plain: (bytes) => bytes,
  gzip: (bytes) => gzipSync(bytes),
  zstd: (bytes) => zstdCompressSync(bytes),
  snappy: (bytes) => Buffer.from(compress(bytes)),
  'gzip twice': (bytes) => gzipSync(gzipSync(bytes)),
  'gzip of zstd': (bytes) => gzipSync(zstdCompressSync(bytes)),
};

const growths: Readonly<Record<string, (text: (units: number) => string) => (units: number) => string[]>> = {
  'a larger record': (text) => (units) => [text(units)],
  'more records': (text) => (units) => Array.from({ length: units }, () => text(1)),
  'more records that are larger': (text) => (units) =>
    Array.from({ length: Math.ceil(units / 10) }, () => text(10)),
};

/** The names of a workload: what its text is, how it is packed, how it grows. */
export type WorkloadNames = Readonly<Record<'text' | 'packing' | 'growth', string>>;

/** Every text in every packing, growing in every way. */
export const workloadNames: fc.Arbitrary<WorkloadNames> = fc.record({
  text: fc.constantFrom(...Object.keys(texts)),
  packing: fc.constantFrom(...Object.keys(packings)),
  growth: fc.constantFrom(...Object.keys(growths)),
});

/** Records that are so many units large together. */
export function workload({ text, packing, growth }: WorkloadNames, units: number): readonly Buffer[] {
  return growths[growth]!(texts[text]!)(units).map((each) => packings[packing]!(Buffer.from(each)));
}
