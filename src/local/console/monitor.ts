import { underWay } from '../counts.ts';
import { listErrorObjects } from './error-objects.ts';
import type { ConsoleEvent, News } from './events.ts';
import type { ConsoleOptions } from './options.ts';
import type { ReplayRun } from './replay-run.ts';
import type { SamplePlayer } from './sample-player.ts';
import type { ConsoleFacts, ConsoleState, FateChange } from './wire.ts';

/** What pages are told. */
export interface Monitor {
  /** For a page that comes. */
  everything(): News;
  /** For those that are there. */
  sinceLast(): News;
  /** Nobody listens: a page that comes is told everything anyway. */
  forgetChanges(): void;
}

/** Rows that a page gets at first; it asks for the older ones when it has shown these. */
const firstRows = 300;
/** Rows that it gets at a time; where more have come meanwhile, the newest of them. */
const maxNewRows = 1_000;

export function createMonitor(options: ConsoleOptions, replay: ReplayRun, player: SamplePlayer): Monitor {
  const { pipeline, recorder } = options;
  const { ring, trail, lines } = recorder;
  const objects = countedObjects(pipeline.paths.errorOutput);
  let told = '';

  function state(): ConsoleState {
    const counts = pipeline.counts();
    const fault = pipeline.datadog.fault();
    return {
      counts,
      underWay: underWay(counts),
      lines: lines.totals,
      atDatadog: isStandIn(options) ? pipeline.datadog.counts().accepted : undefined,
      errorObjects: objects.count(),
      fault: fault && JSON.stringify(fault),
      replay: replay.state(),
      playing: player.isPlaying,
    };
  }

  function newsOf(now: ConsoleEvent, isNew: boolean, changes: readonly FateChange[]): News {
    return {
      lastId: ring.lastId,
      all: () => [
        { name: 'hello', data: factsOf(options) },
        now,
        { name: 'logs', data: ring.after(0, firstRows) },
      ],
      since: (lastId) => [
        ...(isNew ? [now] : []),
        ...(ring.lastId > lastId ? [{ name: 'logs' as const, data: ring.after(lastId, maxNewRows) }] : []),
        ...(changes.length > 0 ? [{ name: 'fates' as const, data: changes }] : []),
      ],
    };
  }

  return {
    forgetChanges: () => void trail.takeChanges(),
    everything: () => newsOf({ name: 'state', data: state() }, true, []),
    sinceLast() {
      objects.refresh();
      const now: ConsoleEvent = { name: 'state', data: state() };
      const before = told;
      told = JSON.stringify(now);
      return newsOf(now, told !== before, trail.takeChanges());
    },
  };
}

/** Whether the stream, or the intake, delivers to the stand-in. */
export function isStandIn({ pipeline: { urls } }: ConsoleOptions): boolean {
  return urls.destination.startsWith(urls.datadog);
}

function factsOf(options: ConsoleOptions): ConsoleFacts {
  const { pipeline, route, samples, replayCommand } = options;
  return {
    streamName: pipeline.streamName,
    firehoseUrl: pipeline.urls.firehose,
    destination: isStandIn(options) ? '' : pipeline.urls.destination,
    route,
    hasSamples: samples.length > 0,
    replayCommand,
  };
}

/** The number of error objects, counted anew when it is asked for, one count at a time. */
function countedObjects(directory: string): { count(): number; refresh(): void } {
  let count = 0;
  let isCounting = false;
  return {
    count: () => count,
    refresh() {
      if (isCounting) return;
      isCounting = true;
      void listErrorObjects(directory).then((list) => {
        count = list.length;
        isCounting = false;
      });
    },
  };
}
