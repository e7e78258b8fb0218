import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { requestOfEvent, resultOf, type HttpEvent } from '../src/adapters/http/function-url.ts';
import { intakePorts } from '../src/adapters/wiring/intake-ports.ts';
import { parseIntakeConfig } from '../src/config/intake.ts';
import { responseDeadlineMs } from '../src/firehose/http-endpoint.ts';
import { createIntake } from '../src/intake/intake.ts';
import { intakeLogLine } from '../src/telemetry/intake-metrics.ts';

/** What of the function's time, and of the time that Firehose waits, is left for the answer. */
const answerTimeMs = 3_000;

const config = parseIntakeConfig(process.env);
const ports = intakePorts(config, writeLine);
const intake = createIntake(config, ports);
// Read ahead of the first request. When they cannot be had, each request tries again and is answered 503 with a sentence, which
// reaches Firehose's error output; of a function that does not start, Firehose would see no more than a 502.
await ports.accessKeys.values().catch(ports.onError);

/** The HTTP endpoint of a delivery stream, behind a Function URL or an HTTP API. */
export const handler = middy(async (event: HttpEvent, context: Context) => {
  const startMs = Date.now();
  const leftMs = Math.min(context.getRemainingTimeInMillis(), responseDeadlineMs) - answerTimeMs;
  const { response, report } = await intake.handle(requestOfEvent(event), startMs + leftMs);
  writeLine(intakeLogLine(report, Date.now() - startMs, Date.now()));
  return resultOf(response);
});

function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
