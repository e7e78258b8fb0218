import type { TransformConfig } from '../../config/transform.ts';
import { namesService, serviceToAdd } from '../../datadog/attributes/service.ts';
import { serviceAttributes } from '../../datadog/reserved.ts';
import type { Enrichment } from '../pod/enrichment.ts';
import type { Chosen, Lost, Sourced } from './explanation.ts';
import type { PodFields } from './pod-fields.ts';

/** What gave a log its service, and why the others that could have did not; `own` has the values of `serviceAttributes`. */
export function explainService(
  own: readonly unknown[],
  { metadata, podService: pod, service: fallback }: Enrichment,
  config: TransformConfig,
  podFields: PodFields,
): Chosen | undefined {
  const named = own.flatMap((value, index) =>
    value === undefined || value === null ? [] : [{ value, from: `${serviceAttributes[index]!} of the log` }],
  );
  const [line] = named;
  const add = serviceToAdd({ line: line?.value, pod, fallback }, config.serviceFrom);
  const podSource =
    metadata && pod !== undefined ? podFields.behind(metadata, ({ service }) => service === pod) : undefined;
  const winner =
    add === undefined ? chosenLine(line) : { value: add, from: podSource ?? fallbackSource(config) };
  if (winner === undefined) return undefined;
  const lost: Lost[] = [];
  for (const { value, from } of named)
    if (from !== winner.from) lost.push({ from, because: reasonOf(value, add === undefined) });
  if (podSource !== undefined && winner.from !== podSource)
    lost.push({ from: podSource, because: pod === winner.value ? 'it says the same' : 'SERVICE_FROM=line' });
  if (config.service !== undefined && winner.from !== 'DD_SERVICE')
    lost.push({ from: 'DD_SERVICE', because: 'it counts where nothing else names one' });
  return { ...winner, lost };
}

function chosenLine(
  line: { readonly value: unknown; readonly from: string } | undefined,
): Sourced | undefined {
  return line !== undefined && namesService(line.value)
    ? { value: String(line.value), from: line.from }
    : undefined;
}

function fallbackSource({ service }: TransformConfig): string {
  return service === undefined ? 'the image' : 'DD_SERVICE';
}

function reasonOf(value: unknown, isLine: boolean): string {
  if (!namesService(value)) return 'no name';
  return isLine ? 'the other comes first' : 'SERVICE_FROM=pod; it becomes original_service';
}
