import type { DestinationConfig } from '../../config/destination.ts';
import { datadogDestination } from '../../replay/send/datadog.ts';
import type { Destination } from '../../replay/send/destination.ts';
import { logsApi } from '../send/logs-api.ts';
import { systemClock } from '../clock.ts';
import { secretOf } from '../secrets.ts';

/** Datadog's Logs API with the key of the configuration. */
export function replayDestination({ apiKey, logsUrl, compressionLevel }: DestinationConfig): Destination {
  const secret = secretOf(apiKey, systemClock.now);
  return datadogDestination(logsApi({ url: logsUrl, apiKey: secret, compressionLevel }));
}
