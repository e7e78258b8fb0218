/**
 * What a line looks like by itself, as a small number: the joiner keeps one byte a line and none of its text. The order counts: all
 * classes from `firstTraceClass` on can only be part of a trace, or begin one.
 */
export const lineClass = {
  /** Undated text that looks like nothing else. */
  other: 0,
  /** Begins with a date and time: a log of its own, and the lines without one that follow belong to it. */
  dated: 1,
  /** A JSON object: never joined. */
  json: 2,
  blank: 3,
  /** Begins with white space. */
  indented: 4,
  /** Undated, with a level that means trouble (`ERROR`, `warn`, …) among its first words. */
  level: 5,
  /** `}` of the properties that Node prints behind a trace. */
  brace: 6,
  /** Only `^`, `~` and blanks: Python, Node and Ruby point to a place in the source with it. */
  caret: 7,
  /** Indented, with a date: source that a trace shows, or else a log of its own. */
  datedIndented: 28,
  /** Matches, or does not match, the `multi_line` rule of its source. */
  ruleStart: 8,
  ruleContinuation: 9,
  /** Name of an exception, alone or before a colon, at the start of the line. */
  header: 10,
  /** The same with a date in its message. */
  datedHeader: 11,
  /** `at …`, `... 5 more`: Java, Node, .NET. */
  frame: 12,
  /** A frame that ends in `{`: Node's properties of the error follow. */
  frameWithProperties: 13,
  /** `Caused by:`, `Suppressed:`, ` --->`, `--- End of …`. */
  cause: 14,
  /** `/app/server.js:12`, which Node prints above the source of an uncaught error. */
  nodeLocation: 15,
  nodeVersion: 16,
  pythonTraceback: 17,
  /** `+ Exception Group Traceback`: all lines behind it are indented. */
  pythonGroup: 18,
  pythonFrame: 19,
  /** `During handling of the above exception, …` */
  pythonChain: 20,
  goPanic: 21,
  goroutine: 22,
  /** A tab and `/path/file.go:12`. */
  goLocation: 23,
  /** `[signal …`, `PC=…`, a register, elided frames: part of a crash and of nothing else. */
  goCrash: 24,
  /** `file.rb:3:in 'method'…` */
  rubyError: 25,
  rubyFrame: 26,
  /** `fail: Category[0]`, the first line of .NET’s console logger; its message is indented. */
  dotnetLog: 27,
} as const;

export type LineClass = (typeof lineClass)[keyof typeof lineClass];

export const firstTraceClass = lineClass.header;

/** The class of the line at an index; `lineClass.dated` beyond the end, since nothing goes on there. */
export type ClassAt = (index: number) => number;
