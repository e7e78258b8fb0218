// What closes the containers around the position of a scan, outermost first. Kept between scans, since a scan is synchronous; where a
// scan asks somebody who scans in turn, none is open.
let closers = new Uint8Array(256);

/** Notes what closes the container at `depth` (0 for the outermost). */
export function pushCloser(depth: number, closer: number): void {
  if (depth === closers.length) {
    const larger = new Uint8Array(closers.length * 2);
    larger.set(closers);
    closers = larger;
  }
  closers[depth] = closer;
}

export function closerAt(depth: number): number {
  return closers[depth]!;
}
