import type { Output } from '../io.ts';

/** One line that changes in place on a terminal. Elsewhere there are only whole lines, and not many. */
export interface Progress {
  /** Shows a text in place of the one before. */
  update(text: string): void;
  /** Takes the line away, so that other output can follow. */
  clear(): Promise<void>;
}

export interface ProgressOptions {
  /** Without a terminal: print updates as lines at all. */
  readonly plainLines: boolean;
  /** Shortest time between two updates, in ms. */
  readonly intervalMs: number;
  now(): number;
  schedule(ms: number, run: () => void): () => void;
}

/** Updates come no faster than the interval; the last one is always shown. */
export function createProgress(
  output: Output,
  { plainLines, intervalMs, now, schedule }: ProgressOptions,
): Progress {
  let shown = '';
  let wanted = '';
  let lastMs = -Infinity;
  let cancel: (() => void) | undefined;

  function show(): void {
    cancel = undefined;
    if (wanted === shown) return;
    lastMs = now();
    shown = wanted;
    if (output.isTty) void output.write(`\r\u001B[K${shorten(shown, output.columns - 1)}`);
    else if (plainLines) void output.write(`${shown}\n`);
  }

  return {
    update(text) {
      wanted = text;
      const waitMs = lastMs + intervalMs - now();
      if (waitMs <= 0) show();
      else cancel ??= schedule(waitMs, show);
    },
    async clear() {
      cancel?.();
      if (!output.isTty) return show();
      cancel = undefined;
      if (shown !== '') await output.write('\r\u001B[K');
      shown = '';
    },
  };
}

function shorten(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`;
}
