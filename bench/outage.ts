/**
 * One hour of Datadog down behind the intake, 5 MB/s coming in, on a virtual clock: a stand-in of Firehose delivers a buffer of 2 MB
 * every 0.4 s, tries again for 300 s and then writes the buffer to S3; Lambda runs each request in an instance of its own that is warm.
 */
import { VirtualClock } from './outage/clock.ts';
import { Firehose } from './outage/firehose.ts';
import { Functions } from './outage/functions.ts';
import type { Section, SectionResult } from './section.ts';
import { table } from './table.ts';

export const outageSection: Section = { name: 'outage', run };

const minute = 60_000;
const outage = { fromMs: 5 * minute, toMs: 65 * minute };
const endMs = 70 * minute;
const bufferIntervalMs = 400;
const maxInFlight = 20;

async function run(progress: (step: string) => void): Promise<SectionResult> {
  progress('70 minutes, one of them after the other');
  const clock = new VirtualClock();
  const functions = new Functions(clock, () => clock.now() >= outage.fromMs && clock.now() < outage.toMs);
  const firehose = new Firehose(clock, functions);
  let buffers = 0;
  for (let atMs = 0; atMs < endMs; atMs += bufferIntervalMs) {
    const id = `b${buffers++}`;
    void clock.sleep(atMs).then(() => firehose.deliver(id));
  }
  await clock.run();
  const { accepted, peakInFlight, invocations, busyMs } = functions;
  const lost = Array.from({ length: buffers }, (_, index) => `b${index}`).filter(
    (id) => !accepted.has(id) && !firehose.backup.has(id),
  );
  if (lost.length > 0) throw new Error(`${lost.length} of ${buffers} buffers are lost`);
  if (peakInFlight > maxInFlight) throw new Error(`${peakInFlight} requests were in flight at once`);
  const figures = {
    peakInFlight,
    delivered: accepted.size,
    inBackup: firehose.backup.size,
    lost: lost.length,
    functionHours: Math.round(busyMs / 36_000) / 100,
  };
  const document = `## outage

${table(
  ['figure', 'reached'],
  [
    ['buffers of 2 MB', String(buffers)],
    ['delivered', String(accepted.size)],
    ['in the bucket, for a replay', String(firehose.backup.size)],
    ['lost', String(lost.length)],
    ['requests in flight at once, at most', String(peakInFlight)],
    ['invocations', String(invocations)],
    ['hours of function time', String(figures.functionHours)],
  ],
)}
70 minutes at 5 MB/s on a virtual clock, of which Datadog answers 503 for an hour.`;
  return { figures, document };
}
