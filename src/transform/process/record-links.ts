/** Which records of an event share their fate, because lines of one went into a log of another. */
export class RecordLinks {
  readonly #leaders = new Map<number, number>();

  link(one: number, other: number): void {
    const first = this.#leaderOf(one);
    const second = this.#leaderOf(other);
    if (first === second) return;
    this.#leaders.set(first, first);
    this.#leaders.set(second, first);
  }

  /** The records that are linked with each other, group by group. */
  groups(): readonly (readonly number[])[] {
    const groups = new Map<number, number[]>();
    for (const record of this.#leaders.keys()) {
      const leader = this.#leaderOf(record);
      const group = groups.get(leader);
      if (group === undefined) groups.set(leader, [record]);
      else group.push(record);
    }
    return [...groups.values()];
  }

  #leaderOf(record: number): number {
    let leader = record;
    for (
      let next = this.#leaders.get(leader);
      next !== undefined && next !== leader;
      next = this.#leaders.get(leader)
    )
      leader = next;
    // Shortens the way for who asks next, so that long chains stay cheap.
    if (leader !== record) this.#leaders.set(record, leader);
    return leader;
  }
}
