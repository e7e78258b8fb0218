import { systemClock } from '../../adapters/clock.ts';
import type { LocalOptions } from '../pipeline-options.ts';
import { createLineTotals, type LineTotals } from './line-totals.ts';
import { createLogRing, type LogRing } from './log-ring.ts';
import { createTrail, type Trail } from './trail.ts';

/** What the console knows of logs; the pipeline fills it from its start on. */
export interface Recorder {
  readonly ring: LogRing;
  readonly trail: Trail;
  readonly lines: LineTotals;
  /** For the pipeline's options. */
  readonly hooks: Required<Pick<LocalOptions, 'observer' | 'onAccepted'>>;
}

/**
 * Follows the stream's records, or, where an intake stands between and makes logs of them, the logs that arrive at the stand-in.
 */
export function createRecorder(follow: 'records' | 'arrivals'): Recorder {
  const ring = createLogRing();
  const trail = createTrail(ring, systemClock.now);
  return {
    ring,
    trail,
    lines: createLineTotals(),
    hooks: {
      observer: follow === 'records' ? trail : undefined,
      // Of the direct way the observer has seen them already.
      onAccepted: (log, via) => {
        if (follow === 'arrivals' || via === 'logs-api') trail.arrived(log);
      },
    },
  };
}
