import type { Finding } from '../stream/finding.ts';

/** Most characters that the ConfigMap may hold. Source: Amazon EKS user guide, `fargate-logging`, for all rules here. */
export const maxConfigMapCharacters = 5_300;

const keys = ['filters.conf', 'output.conf', 'parsers.conf', 'flb_log_cw'];
const sections: Readonly<Record<string, string>> = {
  'filters.conf': 'FILTER',
  'output.conf': 'OUTPUT',
  'parsers.conf': 'PARSER',
};
const filters = 'grep parser record_modifier rewrite_tag throttle nest modify kubernetes'.split(' ');
const outputs = 'es firehose kinesis_firehose cloudwatch cloudwatch_logs kinesis'.split(' ');

/** The log router's objects as somebody applies them, or as the cluster has them. */
export interface LogRouterObjects {
  readonly namespaceLabels: Readonly<Record<string, unknown>> | undefined;
  readonly configMapData: Readonly<Record<string, unknown>> | undefined;
}

/** The stream that Fluent Bit is to send to. */
export interface LogRouterTarget {
  readonly name: string;
  readonly region: string;
}

/** What keeps Fluent Bit on Fargate from sending logs to this stream; to any, where none is known. */
export function logRouterFindings(
  { namespaceLabels, configMapData }: LogRouterObjects,
  stream: LogRouterTarget | undefined,
): Finding[] {
  return [
    ...(namespaceLabels?.['aws-observability'] === 'enabled' ? [] : [noLabel]),
    ...(configMapData === undefined ? [noConfigMap] : dataFindings(configMapData, stream)),
  ];
}

const noLabel: Finding = {
  check: 'log router',
  what: 'the namespace aws-observability is missing, or has no label aws-observability: enabled',
  impact: 'Fargate does not read the ConfigMap; no pod sends logs',
  fix: 'kubectl label namespace aws-observability aws-observability=enabled, then start the pods again',
};

const noConfigMap: Finding = {
  check: 'log router',
  what: 'there is no ConfigMap aws-logging in aws-observability',
  impact: 'no pod sends logs',
  fix: 'kubehose manifests --stream NAME --region REGION | kubectl apply -f -',
};

function dataFindings(
  data: Readonly<Record<string, unknown>>,
  stream: LogRouterTarget | undefined,
): Finding[] {
  const characters = Object.entries(data).flat().join('').length;
  const output = textOf(data['output.conf']);
  return [
    ...(characters > maxConfigMapCharacters
      ? [invalid(`has ${characters} characters, and EKS takes ${maxConfigMapCharacters}`, 'shorten it')]
      : []),
    ...Object.keys(data)
      .filter((key) => !keys.includes(key))
      .map((key) =>
        invalid(`has the key ${JSON.stringify(key)}, which EKS refuses`, `use only ${keys.join(', ')}`),
      ),
    ...Object.entries(sections).flatMap(([key, section]) => fileFindings(key, section, textOf(data[key]))),
    ...streamFindings(output, stream),
  ];
}

function fileFindings(key: string, section: string, text: string): Finding[] {
  const uncommented = text.replaceAll(/^[ \t]*#.*$/gm, '');
  const blocks = uncommented.split(/^\s*(?=\[)/m).filter((block) => block.trim() !== '');
  const allowed = key === 'filters.conf' ? filters : key === 'output.conf' ? outputs : undefined;
  return [
    ...(/\$\{/.test(text)
      ? [invalid(`uses an environment variable in ${key}`, 'write the value itself; EKS refuses ${…}')]
      : []),
    ...blocks.flatMap((block) => blockFindings(block, { key, section, allowed })),
  ];
}

function blockFindings(
  block: string,
  { key, section, allowed }: { key: string; section: string; allowed: readonly string[] | undefined },
): Finding[] {
  const [, found = ''] = /^\[(\w+)\]/.exec(block) ?? [];
  if (found !== section)
    return [
      invalid(`has a section [${found}] in ${key}`, `only [${section}] may be there; EKS owns the others`),
    ];
  const required = section === 'PARSER' ? ['Name', 'Format'] : ['Name', 'Match'];
  const missing = required.filter((name) => optionOf(block, name) === undefined);
  const name = optionOf(block, 'Name') ?? '';
  return [
    ...missing.map((option) => invalid(`has a [${section}] without ${option}`, `add ${option}`)),
    ...(allowed === undefined || name === '' || allowed.includes(name)
      ? []
      : [
          invalid(
            `has ${section === 'OUTPUT' ? 'an' : 'a'} [${section}] named ${name}, which EKS refuses`,
            `allowed: ${allowed.join(', ')}`,
          ),
        ]),
  ];
}

function streamFindings(output: string, stream: LogRouterTarget | undefined): Finding[] {
  const block = output
    .split(/^\s*(?=\[)/m)
    .find((part) => isFor(optionOf(part, 'delivery_stream'), stream?.name));
  if (block === undefined) {
    return [
      {
        check: 'log router',
        what: `no [OUTPUT] of the ConfigMap names ${stream === undefined ? 'a stream' : `the stream ${stream.name}`}`,
        impact: 'logs go elsewhere, or nowhere',
        fix: `set delivery_stream ${stream?.name ?? 'NAME'}`,
      },
    ];
  }
  const configured = optionOf(block, 'region');
  if (isFor(configured, stream?.region)) return [];
  return [
    {
      check: 'log router',
      what: `the [OUTPUT] of ${optionOf(block, 'delivery_stream')} has the region ${configured ?? '(none)'}${stream === undefined ? '' : `, but the stream is in ${stream.region}`}`,
      impact: 'every put fails, and no log arrives',
      fix: `set region ${stream?.region ?? 'REGION'}`,
    },
  ];
}

function isFor(configured: string | undefined, wanted: string | undefined): boolean {
  return configured !== undefined && (wanted === undefined || configured === wanted);
}

function invalid(what: string, fix: string): Finding {
  return {
    check: 'log router',
    what: `the ConfigMap aws-logging ${what}`,
    impact:
      'an invalid ConfigMap switches logging off for all pods that start afterwards (event LoggingDisabled)',
    fix,
  };
}

function optionOf(block: string, name: string): string | undefined {
  for (const line of block.split('\n')) {
    const [key = '', ...value] = line.trim().split(/\s+/);
    if (key.toLowerCase() === name.toLowerCase() && value.length > 0) return value.join(' ');
  }
  return undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
