import { cleanTag } from '../../datadog/tags.ts';
import { joinKeyOf } from '../../processing/join/join-key.ts';
import type { LineJoiner } from '../../processing/join/joiner.ts';
import type { ContainerProcessing } from '../../processing/container-processing.ts';
import type { Processing } from '../../processing/processing.ts';
import { logsAnnotationOf } from '../../datadog/logs-annotation.ts';
import type { Enrichment } from '../pod/enrichment.ts';
import type { Stream } from '../line/stream.ts';

/** What is to be done with the lines of one container; worked out once for each pod that the cache remembers. */
export class Container {
  readonly processing: ContainerProcessing;
  /** The filter or annotation by which it is not selected. */
  readonly excludedBy: string | undefined;
  /** For every one of its logs. */
  readonly tags: readonly string[];
  readonly key: string;
  readonly #keys: readonly (string | undefined)[];
  /** The joiner's numbers of its streams, in the batch `#batch`. */
  readonly #sources = [-1, -1, -1];
  #batch = -1;

  constructor(
    metadata: Enrichment['container'],
    processing: ContainerProcessing,
    excludedBy: string | undefined,
  ) {
    this.processing = processing;
    this.excludedBy = excludedBy;
    this.tags = processing.tags.flatMap((tag) => cleanTag(tag) ?? []);
    this.#keys = streams.map((stream) => metadata && joinKeyOf(metadata, stream));
    this.key = this.#keys[0] ?? '';
  }

  /** Whether any of its logs can change by itself, or has to be counted because a rule is bad. */
  get changesLogs(): boolean {
    return this.processing.rules !== undefined || this.processing.problems.length > 0;
  }

  /** The joiner's number of one of its streams; −1 where the container is not known well enough. */
  sourceOf(stream: Stream | undefined, joiner: LineJoiner, batch: number): number {
    if (this.#batch !== batch) {
      this.#sources.fill(-1);
      this.#batch = batch;
    }
    const index = stream === undefined ? 0 : stream === 'stdout' ? 1 : 2;
    const key = this.#keys[index];
    if (key !== undefined && this.#sources[index] === -1) this.#sources[index] = joiner.sourceOf(key);
    return this.#sources[index]!;
  }
}

const streams = [undefined, 'stdout', 'stderr'] as const;

/** Remembers containers with what is remembered of their pods. */
export class Containers {
  readonly #processing: Processing;
  readonly #known = new WeakMap<Enrichment, Container>();
  #lastEnrichment: Enrichment | undefined;
  #last: Container | undefined;

  constructor(processing: Processing) {
    this.#processing = processing;
  }

  /** The container of a line; `undefined` where its rules need the engine for patterns, which is not loaded yet. */
  of(enrichment: Enrichment): Container | undefined {
    // Lines of one container follow each other.
    if (enrichment === this.#lastEnrichment) return this.#last;
    const container = this.#known.get(enrichment) ?? this.#create(enrichment);
    if (container === undefined) return undefined;
    this.#lastEnrichment = enrichment;
    this.#last = container;
    return container;
  }

  #create(enrichment: Enrichment): Container | undefined {
    const { container: metadata, isLeftover } = enrichment;
    const processing = this.#processing.containerWith(metadata && logsAnnotationOf(metadata));
    if (processing === undefined) return undefined;
    // What an earlier pass selected is not judged again by less than it saw.
    const selection = metadata && !isLeftover ? this.#processing.select(metadata) : undefined;
    const excludedBy = selection?.kind === 'excluded' ? selection.by : undefined;
    const container = new Container(metadata, processing, excludedBy);
    this.#known.set(enrichment, container);
    return container;
  }
}
