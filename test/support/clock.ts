/** A clock that stands still until somebody sleeps or moves it; nothing waits in real time. */
export interface FakeClock {
  now(): number;
  sleep(ms: number): Promise<void>;
  random(): number;
  advance(ms: number): void;
  readonly sleeps: readonly number[];
}

export function fakeClock(startMs = 0, random: () => number = () => 0.5): FakeClock {
  let nowMs = startMs;
  const sleeps: number[] = [];
  return {
    now: () => nowMs,
    random,
    sleeps,
    advance(ms) {
      nowMs += ms;
    },
    sleep(ms) {
      sleeps.push(ms);
      nowMs += ms;
      return Promise.resolve();
    },
  };
}
