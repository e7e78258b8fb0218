import { requestTimeoutMs } from '../datadog/limits.ts';
import type { DeliveryResult } from './delivery.ts';
import { readLogsResponse } from './logs-answer.ts';
import type { LogsApi } from './logs.ts';

const noLogs = new TextEncoder().encode('[]');

/**
 * Asks the Logs API with a batch that holds no log whether it is there and takes the key. What it says to such a batch is documented
 * nowhere; an API that refuses it is there.
 */
export async function probeLogsApi(api: LogsApi, nowMs: number): Promise<DeliveryResult> {
  const result = readLogsResponse(await api(noLogs, 0, requestTimeoutMs), nowMs);
  return result.kind === 'rejected' && result.cause !== 'unauthorized' ? { kind: 'delivered' } : result;
}
