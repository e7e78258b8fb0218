import type { IntakeConfig } from '../../config/intake.ts';
import type { IntakePorts } from '../../intake/intake.ts';
import type { Park } from '../../intake/park.ts';
import type { Processing } from '../../processing/processing.ts';
import { logsApi } from '../send/logs-api.ts';
import { parkIn } from '../send/park.ts';
import { secretOf } from '../secrets.ts';
import { systemClock } from '../clock.ts';

/** The intake's way to the world. Nothing of it is opened yet. */
export function intakePorts(
  config: IntakeConfig,
  processing: Processing,
  onError: (error: unknown) => void,
  park: Park | undefined = bucketPark(config),
): IntakePorts {
  return {
    accessKeys: secretOf(config.accessKeys, systemClock.now, true),
    park,
    processing,
    logsApi: logsApi({
      url: config.logsUrl,
      apiKey: secretOf(config.apiKey, systemClock.now),
      compressionLevel: config.compressionLevel,
    }),
    ...systemClock,
    onError,
  };
}

function bucketPark({ park }: IntakeConfig): Park | undefined {
  if (park === undefined) return undefined;
  const { bucket, prefix } = park;
  // Loaded when something is parked: nearly no instance ever does.
  const open = async () => {
    const { bucketStore } = await import('../stores/s3.ts');
    return bucketStore(bucket, undefined, process.env);
  };
  return parkIn(open, prefix);
}
