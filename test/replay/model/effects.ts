/** Stops a job dead: no code of the job may catch it, and no effect happens after it. */
export class Crash extends Error {
  constructor() {
    super('crash');
    this.name = 'Crash';
  }
}

/** What goes wrong with one effect. `fail-after` happens all the same, but its answer is lost. */
export type Trouble = 'fail-before' | 'fail-after' | 'crash-after';

/** Counts the effects of a job on the world and lets one of them, or any, go wrong. */
export class Effects {
  count = 0;
  readonly log: string[] = [];
  #troubleOf: (number: number, name: string) => Trouble | undefined;
  #isDead = false;

  constructor(troubleOf: (number: number, name: string) => Trouble | undefined = () => undefined) {
    this.#troubleOf = troubleOf;
  }

  /** Makes one effect happen; `failure` makes the error, or the answer, of one that fails. */
  async run<T>(name: string, happen: () => T, failure: () => T): Promise<T> {
    await Promise.resolve();
    if (this.#isDead) throw new Crash();
    this.count += 1;
    this.log.push(name);
    const trouble = this.#troubleOf(this.count, name);
    if (trouble === 'fail-before') return failure();
    const result = happen();
    if (trouble === 'fail-after') return failure();
    if (trouble === 'crash-after') {
      this.#isDead = true;
      throw new Crash();
    }
    return result;
  }
}
