import { parseTransformConfig } from '../../config/transform.ts';
import type { KubernetesMetadata } from '../../fluent-bit/metadata.ts';
import type { Processing } from '../../processing/processing.ts';
import { logsAnnotationOf } from '../../datadog/logs-annotation.ts';
import { hasRules } from '../../processing/rules/logs-annotation.ts';
import type { RuleProblem } from '../../processing/rules/rule.ts';
import { placeOf, type LineView } from '../line/line-view.ts';
import { ReadingRoom, type RecordView } from '../read-record.ts';
import { bufferOf, createStages, type RecordInput, type Stages } from '../record.ts';

/** The first container that was met with an annotation, and what is wrong with the rules in that. */
export interface RuledContainer {
  readonly podName: string | undefined;
  readonly namespaceName: string | undefined;
  readonly containerName: string;
  readonly problems: readonly RuleProblem[];
}

/** Collects the rules that pods bring in their annotations, as the transform reads them. */
export class PodRules {
  readonly #processing: Processing;
  readonly #stages: Stages;
  readonly #containers = new Map<string, RuledContainer>();
  #showsAnnotations = false;

  /** `processing` must be loaded. */
  constructor(processing: Processing) {
    this.#processing = processing;
    this.#stages = createStages(parseTransformConfig({}));
  }

  /** One for each container name and annotation: pods of one workload have the same. */
  get containers(): readonly RuledContainer[] {
    return [...this.#containers.values()];
  }

  /** Whether any line had an annotation at all. */
  get showsAnnotations(): boolean {
    return this.#showsAnnotations;
  }

  add(records: readonly RecordInput[]): void {
    const room = new ReadingRoom();
    for (const record of records) {
      const view = this.#stages.reader.read(bufferOf(record), 0, record.data.length, room);
      for (const line of linesOf(view, this.#stages)) this.#addLine(line);
    }
  }

  #addLine(line: LineView): void {
    const metadata = line.kind === 'object' ? this.#stages.pods.enrichmentFor(line).metadata : undefined;
    if (metadata === undefined || metadata.annotations.size === 0) return;
    this.#showsAnnotations = true;
    const annotation = logsAnnotationOf(metadata);
    if (annotation !== undefined && hasRules(annotation)) this.#addContainer(metadata, annotation);
  }

  #addContainer(
    { podName, namespaceName, containerName = '' }: KubernetesMetadata,
    annotation: string,
  ): void {
    const key = `${containerName} ${annotation}`;
    if (this.#containers.has(key)) return;
    const { problems } = this.#processing.containerWith(annotation)!;
    this.#containers.set(key, { podName, namespaceName, containerName, problems });
  }
}

function* linesOf(view: RecordView, { reader }: Stages): Generator<LineView, void, undefined> {
  if (view.kind !== 'lines') return;
  if (view.lines !== undefined) return yield* view.lines;
  for (let at = view.start; ;) {
    const line = reader.nextLine(view, at);
    if (line === undefined) return;
    yield line;
    at = placeOf(line).end;
  }
}
