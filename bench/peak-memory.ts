import { readFileSync } from 'node:fs';

/**
 * Largest resident set of this process, in bytes. On Linux `maxRSS` begins with what the parent held when it started this process,
 * so that its own high-water mark is read instead.
 */
export function peakMemoryBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1_024;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1_024;
}
