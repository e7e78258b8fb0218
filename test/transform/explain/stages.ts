import { parseTransformConfig } from '../../../src/config/transform.ts';
import { explainLog } from '../../../src/transform/explain/explain-log.ts';
import type { Chosen } from '../../../src/transform/explain/explanation.ts';
import { PodFields } from '../../../src/transform/explain/pod-fields.ts';
import { ReadingRoom } from '../../../src/transform/read-record.ts';
import { createStages } from '../../../src/transform/record.ts';
import { arrivalTimeMs, transformed, type Environment, type Log } from '../../support/transformed.ts';

/** A line explained, and what it becomes. */
export function explained(line: string, environment: Environment = {}) {
  const config = parseTransformConfig(environment);
  const stages = createStages(config);
  const bytes = Buffer.from(line);
  const view = stages.reader.read(bytes, 0, bytes.length, new ReadingRoom());
  const [read] = view.kind === 'lines' ? (view.lines ?? []) : [];
  if (read?.kind !== 'object') throw new Error('this is no line that is an object');
  const after: Log = JSON.parse(Buffer.from(transformed(line, environment).data).toString());
  return {
    after,
    ...explainLog(read, arrivalTimeMs, { config, ...stages, podFields: new PodFields(config) }),
  };
}

/** Value, source, and below them what lost. */
export function inLines(chosen: Chosen | undefined): readonly string[] {
  if (chosen === undefined) return [];
  return [
    `${chosen.value} from ${chosen.from}`,
    ...chosen.lost.map(({ from, because }) => `${from}: ${because}`),
  ];
}
