/** What finding the matches of a log may cost Go's engine: steps of the pattern times characters, about 10 ns each. */
const stepsPerCharacter = 1_000;
const freeSteps = 20_000_000;

/** Work that is left for one log, whatever the number and size of its masks. */
export class Work {
  #left: number;

  constructor(characters: number) {
    this.#left = Math.max(freeSteps, characters * stepsPerCharacter);
  }

  /** Whether there is so much left, which is then taken. */
  take(steps: number): boolean {
    if (steps > this.#left) return false;
    this.#left -= steps;
    return true;
  }
}
