import type { Processing } from '../../processing/processing.ts';
import type { RuleEvent } from '../../processing/rules/apply-rules.ts';
import type { TransformConfig } from '../../config/transform.ts';
import type { LeftOut } from '../../datadog/tag-filter.ts';
import type { LineView } from '../line/line-view.ts';
import type { LineChange } from '../process/line-change.ts';
import type { ProcessRecorder } from '../process/log-processor.ts';
import { ReadingRoom, type RecordView } from '../read-record.ts';
import { bufferOf, createStages, type RecordInput } from '../record.ts';
import { explainLog } from './explain-log.ts';
import type { Explanation, LineRef } from './explanation.ts';
import { PodFields } from './pod-fields.ts';

/** Explains what becomes of the lines of records that arrive together; lines for which there is no room are left out. */
export type Explain = (records: readonly RecordInput[]) => Promise<readonly Explanation[]>;

export function createExplain(config: TransformConfig, processing: Processing): Explain {
  const { pods, enricher, reader, processor } = createStages(config, processing);
  const podFields = new PodFields(config);
  return async (records) => {
    pods.useStream(records[0]?.streamArn);
    const room = new ReadingRoom();
    const views = records.map((record) => reader.read(bufferOf(record), 0, record.data.length, room));
    const rules = new Map<LineView, RuleEvent[]>();
    const leftOut = new Map<LineView, readonly LeftOut[]>();
    const joins = new Map<LineView, { readonly lines: readonly LineView[]; readonly by: string }>();
    const recorder: ProcessRecorder = {
      joined: (lines, by) => joins.set(lines[0]!, { lines, by }),
      leftOut: (line, tags) => leftOut.set(line, tags),
      ruled: (line, event) => rules.set(line, [...(rules.get(line) ?? []), event]),
    };
    const { changes } = await processor!.process(views, { recorder });
    const refs = refsOf(views);
    const explained: Explanation[] = [];
    for (const [line, ref] of refs) {
      const change = changes.get(line);
      const out = change?.kind === 'changed' ? change.line : line;
      const log = isOut(change) && out.kind === 'object';
      const joined = joins.get(line);
      explained.push({
        ...ref,
        ...fateOf(line, change, joined?.by),
        joinedFrom: joined?.lines.slice(1).map((other) => refs.get(other)!) ?? [],
        rules: rules.get(line) ?? [],
        ...(log
          ? explainLog(
              out,
              records[ref.record - 1]!.arrivalTimeMs,
              { config, pods, enricher, podFields },
              leftOut.get(line),
            )
          : nothing),
      });
    }
    return explained;
  };
}

const nothing = {
  date: undefined,
  status: undefined,
  service: undefined,
  tags: [],
  leftOut: [],
  missing: [],
};

function refsOf(views: readonly RecordView[]): Map<LineView, LineRef> {
  const refs = new Map<LineView, LineRef>();
  for (const [record, view] of views.entries()) {
    const lines = view.kind === 'lines' ? (view.lines ?? []) : [];
    for (const [index, line] of lines.entries()) refs.set(line, { record: record + 1, line: index + 1 });
  }
  return refs;
}

function isOut(change: LineChange | undefined): boolean {
  return change === undefined || change.kind === 'changed';
}

function fateOf(
  line: LineView,
  change: LineChange | undefined,
  joiner: string | undefined,
): Pick<Explanation, 'fate' | 'by'> {
  if (change?.kind === 'held') return { fate: 'held back', by: change.by };
  if (change?.kind === 'gone')
    return { fate: change.reason === 'sampled' ? 'sampled out' : change.reason, by: change.by };
  return line.kind === 'text' ? { fate: 'passed on', by: line.reason } : { fate: 'log', by: joiner };
}
