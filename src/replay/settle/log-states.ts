/**
 * What is known of one log of an object: `''` nothing yet, `t1`, `t2`, … tried so often in all runs, `d` delivered, `p:<reason>` to be
 * parked, `w` written under `parked/`.
 */
export type LogState = '' | 'd' | 'w' | `t${number}` | `p:${string}`;

/** So many logs in a row with the same state. */
export type LogRun = readonly [length: number, state: LogState];

/** The states of an object's logs by their number, as runs: an object replayed as a whole is one run, however large. */
export class LogStates {
  /** Where each run begins; the last one goes on for ever and has the state `''`. */
  readonly #starts: number[] = [0];
  readonly #states: LogState[] = [''];

  constructor(runs: readonly LogRun[] = []) {
    let at = 0;
    for (const [length, state] of runs) {
      this.#setRange(at, at + length, state);
      at += length;
    }
  }

  get runs(): readonly LogRun[] {
    return this.#starts
      .slice(1)
      .map((end, index) => [end - this.#starts[index]!, this.#states[index]!] as const);
  }

  at(logNumber: number): LogState {
    return this.#states[this.#runAt(logNumber)]!;
  }

  /** How often a log has been tried in vain. */
  triesAt(logNumber: number): number {
    const state = this.at(logNumber);
    return state.startsWith('t') ? Number(state.slice(1)) : 0;
  }

  /** Log numbers in any order; neighbours with the same state become one run. */
  set(logNumbers: readonly number[], state: LogState): void {
    const sorted = [...logNumbers].sort((one, other) => one - other);
    for (let index = 0; index < sorted.length;) {
      const from = sorted[index]!;
      let to = from + 1;
      index += 1;
      while (index < sorted.length && sorted[index]! <= to) {
        to = sorted[index]! + 1;
        index += 1;
      }
      this.#setRange(from, to, state);
    }
  }

  /** Whether all of the first `total` logs are delivered or parked. */
  isSettled(total: number): boolean {
    return this.#starts.every((start, index) => start >= total || isSettledState(this.#states[index]!));
  }

  /** Whether nothing is known of any log. */
  get isBlank(): boolean {
    return this.#states.every((state) => state === '');
  }

  /** Whether something is still to be written under `parked/`. */
  get isParkingDue(): boolean {
    return this.#states.some(isToBeParked);
  }

  /** All that was to be parked is written. */
  setParked(): void {
    for (let index = this.#states.length - 1; index >= 0; index--) {
      if (isToBeParked(this.#states[index]!)) this.#states[index] = 'w';
      this.#join(index + 1);
    }
  }

  #setRange(from: number, to: number, state: LogState): void {
    if (from >= to) return;
    const first = this.#runAt(from);
    const last = this.#runAt(to);
    const starts = [from];
    const states = [state];
    if (this.#starts[first]! < from) {
      starts.unshift(this.#starts[first]!);
      states.unshift(this.#states[first]!);
    }
    starts.push(to);
    states.push(this.#states[last]!);
    this.#starts.splice(first, last - first + 1, ...starts);
    this.#states.splice(first, last - first + 1, ...states);
    for (let index = first + starts.length; index >= Math.max(1, first); index--) this.#join(index);
  }

  /** Makes one run of two neighbours with the same state. */
  #join(index: number): void {
    if (index >= this.#states.length || this.#states[index] !== this.#states[index - 1]) return;
    this.#starts.splice(index, 1);
    this.#states.splice(index, 1);
  }

  #runAt(logNumber: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#starts[middle]! <= logNumber) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

export function isSettledState(state: LogState): boolean {
  return state === 'd' || state === 'w' || isToBeParked(state);
}

function isToBeParked(state: LogState): boolean {
  return state.startsWith('p:');
}
