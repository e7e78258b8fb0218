/** The start pattern of a `multi_line` rule, compiled. */
export interface StartRule {
  readonly name: string;
  /** Whether an event begins with this text: the pattern matches at its start. */
  isStart(text: Uint8Array, start: number, end: number): boolean;
}

/** How the lines of a container are joined. */
export interface JoinSettings {
  /** Recognise dates and stack traces. A rule takes its place. */
  readonly detects: boolean;
  readonly rule: StartRule | undefined;
}

/** One line, in the order of arrival. The joiner copies what it needs, so the object and the text may be used for the next line. */
export interface JoinableLine {
  /** From `LineJoiner.sourceOf`; −1 for a line that is never joined because its container is not known. */
  source: number;
  settings: JoinSettings;
  /** Time of the CRI prefix, epoch milliseconds; `undefined` without prefix. */
  timeMs: number | undefined;
  /** Nanoseconds within that millisecond, 0 to 999,999. */
  timeNs: number;
  /** The runtime cut the line here (`P`). */
  isPartial: boolean;
  /** A JSON object that Fluent Bit merged into the record: no text, never joined. */
  isObject: boolean;
  /** The text as UTF-8 without JSON escapes, its CRI prefix cut, at `[start, end)`. The first 1,024 bytes do unless there is a rule. */
  text: Uint8Array;
  start: number;
  end: number;
  /** Length of the whole text as the content of a JSON string. */
  escapedBytes: number;
}
