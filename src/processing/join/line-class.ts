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
  /** Matches, or does not match, the `multi_line` rule of its source. */
  ruleStart: 8,
  ruleContinuation: 9,
  /** Indented, with a date: source that a trace shows, or else a log of its own. */
  datedIndented: 10,
  /** Name of an exception, alone or before a colon, at the start of the line. */
  header: 11,
  /** The same with a date in its message. */
  datedHeader: 12,
  /** `at …`, `... 5 more`: Java, Node, .NET. */
  frame: 13,
  /** A frame that ends in `{`: Node's properties of the error follow. */
  frameWithProperties: 14,
  /** `Caused by:`, `Suppressed:`, ` --->`, `--- End of …`. */
  cause: 15,
  /** `/app/server.js:12`, which Node prints above the source of an uncaught error. */
  nodeLocation: 16,
  nodeVersion: 17,
  pythonTraceback: 18,
  /** `+ Exception Group Traceback`: all lines behind it are indented. */
  pythonGroup: 19,
  pythonFrame: 20,
  /** `During handling of the above exception, …` */
  pythonChain: 21,
  goPanic: 22,
  goroutine: 23,
  /** A tab and `/path/file.go:12`. */
  goLocation: 24,
  /** `[signal …`, `PC=…`, a register, elided frames: part of a crash and of nothing else. */
  goCrash: 25,
  /** `file.rb:3:in 'method'…` */
  rubyError: 26,
  rubyFrame: 27,
  /** `fail: Category[0]`, the first line of .NET’s console logger; its message is indented. */
  dotnetLog: 28,
  /** `Stack trace:` and the like, alone on its line: PHP, Rust; what was thrown stands above it. */
  stackTitle: 29,
  /** `#0 /app/a.php(7): f()` */
  phpFrame: 30,
  /** `thread 'main' panicked at src/main.rs:2:5:`; the message is on the next line. */
  rustPanic: 31,
  /** ``note: run with `RUST_BACKTRACE=1` …`` */
  rustNote: 32,
} as const;

export type LineClass = (typeof lineClass)[keyof typeof lineClass];

export const firstTraceClass = lineClass.header;

/** The class of the line at an index; `lineClass.dated` beyond the end, since nothing goes on there. */
export type ClassAt = (index: number) => number;
