import { systemClock } from '../../adapters/clock.ts';
import { asOfNow } from '../samples/as-of-now.ts';

export interface SamplePlayer {
  /** Sends some records once; answers how many. */
  once(): number;
  /** Sends some every second, or no more. */
  play(isPlaying: boolean): void;
  readonly isPlaying: boolean;
  stop(): void;
}

const recordsAtOnce = 100;
const recordsASecond = 20;

/** Puts real Fluent Bit records on the stream, dated now, one after another in a circle. */
export function createSamplePlayer(
  samples: readonly Buffer[],
  put: (record: Buffer) => boolean,
): SamplePlayer {
  let at = 0;
  let timer: NodeJS.Timeout | undefined;

  function send(count: number): number {
    const records = Array.from(
      { length: samples.length === 0 ? 0 : count },
      () => samples[at++ % samples.length]!,
    );
    return asOfNow(records, systemClock.now()).filter(put).length;
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    once: () => send(recordsAtOnce),
    play(isPlaying) {
      stop();
      if (isPlaying && samples.length > 0) timer = setInterval(() => send(recordsASecond), 1_000).unref();
    },
    get isPlaying() {
      return timer !== undefined;
    },
    stop,
  };
}
