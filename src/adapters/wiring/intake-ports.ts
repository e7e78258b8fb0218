import { setTimeout as wait } from 'node:timers/promises';
import type { IntakeConfig } from '../../config/intake.ts';
import type { IntakePorts } from '../../intake/intake.ts';
import type { Park } from '../../intake/park.ts';
import { intakeErrorLine } from '../../telemetry/intake-metrics.ts';
import { logsApi } from '../send/logs-api.ts';
import { parkIn } from '../send/park.ts';
import { secretOf } from '../secrets.ts';

/** The intake's way to the world. Nothing of it is opened yet. */
export function intakePorts(
  config: IntakeConfig,
  write: (line: string) => void,
  park: Park | undefined = bucketPark(config),
): IntakePorts {
  return {
    accessKeys: secretOf(config.accessKeys, Date.now, true),
    park,
    logsApi: logsApi({
      url: config.logsUrl,
      apiKey: secretOf(config.apiKey, Date.now),
      compressionLevel: config.compressionLevel,
    }),
    now: Date.now,
    sleep: (ms) => wait(ms),
    random: Math.random,
    onError: (error) => write(intakeErrorLine(error)),
  };
}

function bucketPark({ park }: IntakeConfig): Park | undefined {
  if (park === undefined) return undefined;
  const { bucket, prefix } = park;
  // Loaded when something is parked: nearly no instance ever does.
  const open = async () => {
    const { s3Store } = await import('../stores/s3.ts');
    return s3Store({
      bucket,
      endpoint: process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL'],
    });
  };
  return parkIn(open, prefix);
}
