import { arch, cpus, platform, totalmem } from 'node:os';

/** One phrase about the machine, without its name. */
export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `Node ${process.versions.node}, ${platform()} ${arch()}, ${cpus().length} × ${model}, ${gigabytes} GiB`;
}
