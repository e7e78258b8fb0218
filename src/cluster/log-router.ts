import type { Finding } from '../stream/finding.ts';
import { sectionsOf, type Section } from './router-config.ts';
import { filterFindings } from './router-filters.ts';
import { outputFindings, sendsToFirehose, type LogRouterTarget } from './router-outputs.ts';
import { newTags, recordFindings } from './router-records.ts';
import { impact } from './router-finding.ts';
import { ruleFindings, textOf } from './router-rules.ts';

/** The log router's objects as somebody applies them, or as the cluster has them. */
export interface LogRouterObjects {
  readonly namespaceLabels: Readonly<Record<string, unknown>> | undefined;
  readonly configMapData: Readonly<Record<string, unknown>> | undefined;
}

/** What keeps Fluent Bit on Fargate from sending logs to this stream (to any, where none is known), or from sending all of them. */
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
  impact: impact.notRead,
  fix: 'kubectl label namespace aws-observability aws-observability=enabled, then restart the pods',
};

const noConfigMap: Finding = {
  check: 'log router',
  what: 'there is no ConfigMap aws-logging in aws-observability',
  impact: impact.noPods,
  fix: 'kubehose manifests --stream NAME --region REGION | kubectl apply -f -',
};

function dataFindings(
  data: Readonly<Record<string, unknown>>,
  stream: LogRouterTarget | undefined,
): Finding[] {
  const [filters, outputs, parsers] = ['filters.conf', 'output.conf', 'parsers.conf'].map((key) =>
    sectionsOf(textOf(data[key])),
  ) as [Section[], Section[], Section[]];
  const furtherTags = filters.flatMap((filter) => newTags(filter).map(({ tag }) => tag));
  return [
    ...ruleFindings(data),
    ...outputFindings(outputs, stream, furtherTags),
    ...filterFindings({ filters, outputs, parsers }),
    ...(outputs.some(sendsToFirehose) ? recordFindings(filters, outputs) : []),
  ];
}
