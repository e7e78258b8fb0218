/** What a transform gets to see, by the way Fluent Bit is configured. */
import { records } from '../records/records.ts';

export const shapeNames = ['guide', 'crio', 'go', 'aggregated'] as const;
export type ShapeName = (typeof shapeNames)[number];

interface Kubernetes extends Record<string, unknown> {
  readonly pod_name: string;
  readonly docker_id: string;
}
interface Log {
  readonly log: string;
  readonly kubernetes: Kubernetes;
}

const podsOfGo = 1_000;
const linesPerRecord = 20;

/** The raw records of one shape, about 8 MB, always the same. */
export function recordsOf(shape: ShapeName): Buffer[] {
  switch (shape) {
    case 'guide':
      return records();
    case 'crio':
      return records().map((record) => Buffer.from(`${throughCrio(JSON.parse(record.toString()))}\n`));
    case 'go':
      return goRecords();
    case 'aggregated':
      return aggregated();
  }
}

/**
 * The line as the filters of AWS's guide for Fargate make it: the `crio` parser takes the CRI prefix apart, `Merge_Log On` with
 * `Keep_Log Off` puts the members of a JSON text in place of `log`, byte for byte. A text stays in `log`.
 */
function throughCrio({ log, kubernetes }: Log): string {
  const [, stream, logtag, text = ''] = /^\S+ (\S+) (\S+) (.*)$/su.exec(log) ?? [];
  const isObject = text.startsWith('{') && isJson(text) && text !== '{}';
  const merged = isObject ? text.trim().slice(1, -1) : `"log":${JSON.stringify(text)}`;
  return `{"stream":"${stream}","logtag":"${logtag}",${merged},"kubernetes":${JSON.stringify(kubernetes)}}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** As the Go plugin writes them: keys sorted at every level. The lines are spread over many pods, copies of the captured ones. */
function goRecords(): Buffer[] {
  const logs = records().map((record): Log => JSON.parse(record.toString()));
  const captured = new Set(logs.map(({ kubernetes }) => kubernetes.docker_id)).size;
  const copies = Math.ceil(podsOfGo / captured);
  return logs.map(({ log, kubernetes }, index) => {
    // A multiplication that spreads neighbours far apart.
    const copy = (Math.imul(index, 2_654_435_761) >>> 0) % copies;
    return Buffer.from(`${JSON.stringify(sorted({ log, kubernetes: copyOf(kubernetes, copy) }))}\n`);
  });
}

/** Another pod of the same deployment, on a node of its own. */
function copyOf(kubernetes: Kubernetes, copy: number): Kubernetes {
  const mark = copy.toString(16).padStart(4, '0');
  return {
    ...kubernetes,
    pod_name: `${kubernetes.pod_name.slice(0, -4)}${mark}`,
    pod_id: `${mark}${String(kubernetes['pod_id']).slice(4)}`,
    host: `fargate-ip-10-1-${copy >> 8}-${copy & 255}.us-east-2.compute.internal`,
    pod_ip: `10.1.${copy >> 8}.${copy & 255}`,
    docker_id: `${mark}${kubernetes.docker_id.slice(4)}`,
  };
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** `simple_aggregation`: lines of the guide's shape in one record, which the C plugin ends with a second newline. */
function aggregated(): Buffer[] {
  const lines = records();
  const packed: Buffer[] = [];
  for (let from = 0; from < lines.length; from += linesPerRecord)
    packed.push(Buffer.concat([...lines.slice(from, from + linesPerRecord), Buffer.from('\n')]));
  return packed;
}
