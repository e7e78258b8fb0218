import type { Finding } from '../stream/finding.ts';
import { matchesPods, pluginOf, valueOf, type Section } from './router-config.ts';
import { impact, routerFinding } from './router-finding.ts';
import { takes } from './router-records.ts';

/** The stream that Fluent Bit is to send to. */
export interface LogRouterTarget {
  readonly name: string;
  readonly region: string;
}

const firehosePlugins = new Set(['firehose', 'kinesis_firehose']);

/** Whether a section sends to Firehose. */
export function sendsToFirehose(output: Section): boolean {
  return firehosePlugins.has(pluginOf(output));
}

/** What keeps logs from this stream, or from any where none is known, or sends them without what kubehose needs. */
export function outputFindings(
  outputs: readonly Section[],
  stream: LogRouterTarget | undefined,
  furtherTags: readonly string[],
): Finding[] {
  return [
    ...streamFindings(outputs, stream),
    ...outputs
      .filter(sendsToFirehose)
      .flatMap((output) => matchFindings(output, furtherTags).concat(contentFindings(output))),
  ];
}

function streamFindings(outputs: readonly Section[], stream: LogRouterTarget | undefined): Finding[] {
  const named = outputs.filter((output) => isFor(valueOf(output, 'delivery_stream'), stream?.name));
  const output = named.find(sendsToFirehose) ?? named[0];
  if (output === undefined) {
    const wanted = stream === undefined ? 'a stream' : `the stream ${stream.name}`;
    return [
      {
        check: 'log router',
        what: `no [OUTPUT] of the ConfigMap names ${wanted}`,
        impact: impact.elsewhere,
        fix: `set delivery_stream ${stream?.name ?? 'NAME'}`,
      },
    ];
  }
  const plugin = pluginOf(output);
  if (!sendsToFirehose(output)) {
    const what = `has an [OUTPUT] with delivery_stream that is named ${plugin}, which is no plugin of Firehose`;
    return [routerFinding(what, 'noStart', 'set Name kinesis_firehose')];
  }
  return regionFindings(output, stream);
}

function regionFindings(output: Section, stream: LogRouterTarget | undefined): Finding[] {
  const configured = valueOf(output, 'region');
  if (isFor(configured, stream?.region)) return [];
  const other = stream === undefined ? '' : `, but the stream is in ${stream.region}`;
  return [
    {
      check: 'log router',
      what: `the [OUTPUT] of ${valueOf(output, 'delivery_stream')} has the region ${configured ?? '(none)'}${other}`,
      impact: impact.noPut,
      fix: `set region ${stream?.region ?? 'REGION'}`,
    },
  ];
}

function isFor(configured: string | undefined, wanted: string | undefined): boolean {
  return configured !== undefined && (wanted === undefined || configured === wanted);
}

/** `furtherTags` are those that filters give, as far as they are known. */
function matchFindings(output: Section, furtherTags: readonly string[]): Finding[] {
  const match = valueOf(output, 'match');
  if (match === undefined || matchesPods(output) || furtherTags.some((tag) => takes(output, tag))) return [];
  const what = `has an [OUTPUT] with Match ${match}; the logs of pods have tags that begin with kube.`;
  return [routerFinding(what, 'nothing', 'set Match kube.*')];
}

function contentFindings(output: Section): Finding[] {
  const plugin = pluginOf(output);
  const logKey = valueOf(output, 'log_key');
  const dataKeys = valueOf(output, 'data_keys')
    ?.split(',')
    .map((key) => key.trim());
  const findings: Finding[] = [];
  if (logKey !== undefined) {
    const what = `has an [OUTPUT] with log_key ${logKey}, so that only ${logKey} is sent, and no kubernetes map`;
    findings.push(routerFinding(what, 'noTags', 'remove log_key'));
  }
  if (logKey !== undefined && valueOf(output, 'time_key') !== undefined && plugin === 'kinesis_firehose') {
    const what = 'has an [OUTPUT] with time_key and log_key, which kinesis_firehose refuses';
    findings.push(routerFinding(what, 'noStart', 'remove log_key'));
  }
  const compression = valueOf(output, 'compression');
  if (plugin !== 'firehose' && compression !== undefined && compression.toLowerCase() !== 'none') {
    const what = `has an [OUTPUT] with compression ${compression}`;
    findings.push(routerFinding(what, 'packed', 'remove compression, or deploy with --param route=intake'));
  }
  if (plugin === 'firehose' && dataKeys !== undefined && !dataKeys.includes('kubernetes')) {
    const what = `has an [OUTPUT] with data_keys ${dataKeys.join(',')}, and kubernetes is not among them`;
    findings.push(routerFinding(what, 'noTags', 'remove data_keys, or add kubernetes'));
  }
  if (
    plugin === 'firehose' &&
    dataKeys !== undefined &&
    !dataKeys.some((key) => key === 'log' || key === 'message')
  ) {
    const what = `has an [OUTPUT] with data_keys ${dataKeys.join(',')}, and log is not among them`;
    findings.push(routerFinding(what, 'noText', 'remove data_keys, or add log'));
  }
  return findings;
}

/** Whether an output writes Fluent Bit's time of a record into it. */
export function writesTime(output: Section): boolean {
  return valueOf(output, 'time_key') !== undefined;
}
