/** Collects the members that a line gains. */
export class MemberWriter {
  #members: Uint8Array[] = [];

  /** Adds the text of one member, or of several joined by commas; nothing for an empty text. */
  add(members: Uint8Array): void {
    if (members.length > 0) this.#members.push(members);
  }

  take(): readonly Uint8Array[] {
    const members = this.#members;
    this.#members = [];
    return members;
  }
}

/** One member as text. */
export function memberText(key: string, value: string): string {
  return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
}
