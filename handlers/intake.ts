import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { systemClock } from '../src/adapters/clock.ts';
import { requestOfEvent, resultOf, type HttpEvent } from '../src/adapters/http/function-url.ts';
import { intakePorts } from '../src/adapters/wiring/intake-ports.ts';
import { parseIntakeConfig } from '../src/config/intake.ts';
import { parseProcessing } from '../src/config/processing.ts';
import { responseDeadlineMs } from '../src/firehose/http-endpoint.ts';
import { createIntake } from '../src/intake/intake.ts';
import { intakeErrorLine, intakeLogLine } from '../src/telemetry/intake-metrics.ts';

/** How long the start waits for the access keys: Lambda repeats a start that takes 10 s. */
const startMs = 2_000;

/** What of the function's time, and of the time that Firehose waits, is left for the answer. */
const answerTimeMs = 3_000;

const config = parseIntakeConfig(process.env);
const ports = intakePorts(config, await parseProcessing(process.env), (error) =>
  writeLine(intakeErrorLine(error)),
);
const intake = createIntake(config, ports);
// Read ahead of the first request. When they cannot be read, each request tries again and is answered 503 with a sentence, which
// reaches Firehose's error output; of a function that does not start, Firehose would see no more than a 502.
await Promise.race([ports.accessKeys.values().catch(ports.onError), systemClock.sleep(startMs)]);

/** The HTTP endpoint of a delivery stream, behind a Function URL or an HTTP API. */
export const handler = middy(async (event: HttpEvent, context: Context) => {
  const beganMs = Date.now();
  const leftMs = Math.min(context.getRemainingTimeInMillis(), responseDeadlineMs) - answerTimeMs;
  const { response, report } = await intake.handle(requestOfEvent(event), beganMs + leftMs);
  if (report !== undefined) writeLine(intakeLogLine(report, Date.now() - beganMs, Date.now()));
  return resultOf(response);
});

function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
