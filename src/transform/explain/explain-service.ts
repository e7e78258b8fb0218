import type { TransformConfig } from '../../config/transform.ts';
import { namesService, planService } from '../../datadog/attributes/service.ts';
import { podTags } from '../../datadog/pod-tags.ts';
import { serviceAttributes } from '../../datadog/reserved.ts';
import type { KubernetesMetadata } from '../../fluent-bit/metadata.ts';
import type { Enrichment } from '../pod/enrichment.ts';
import type { Chosen, Lost, Sourced } from './explanation.ts';
import { fieldsBehind } from './pod-fields.ts';

/** What gave a log its service, and why the others that could have did not; `own` has the values of `serviceAttributes`. */
export function explainService(
  own: readonly unknown[],
  { metadata, podService: pod, service: fallback }: Enrichment,
  config: TransformConfig,
): Chosen | undefined {
  const named = own.flatMap((value, index) =>
    value === undefined || value === null ? [] : [{ value, from: `${serviceAttributes[index]!} of the log` }],
  );
  const [line] = named;
  const { add } = planService({ line: line?.value, pod, fallback }, config.serviceFrom);
  const podSource = pod === undefined ? undefined : podFields(metadata!, pod, config);
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

/** The label or annotation that names the service of a pod. */
function podFields(metadata: KubernetesMetadata, made: string, config: TransformConfig): string | undefined {
  const behind = fieldsBehind(
    metadata,
    (changed) => podTags(changed, { ...config, agentDefaults: false }).service,
  );
  return behind((service) => service === made);
}

function fallbackSource({ service }: TransformConfig): string {
  return service === undefined ? 'the image' : 'DD_SERVICE';
}

function reasonOf(value: unknown, isLine: boolean): string {
  if (!namesService(value)) return 'no name';
  return isLine ? 'the other comes first' : 'SERVICE_FROM=pod; it becomes original_service';
}
