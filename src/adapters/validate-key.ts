import { requestTimeoutMs } from '../datadog/limits.ts';
import { validateUrl, type DatadogSite } from '../datadog/sites.ts';
import type { Lookup } from '../stream/lookup.ts';

/** Whether Datadog takes an API key. Source: Datadog API reference, "Validate API key". */
export async function isKeyValid(
  site: DatadogSite,
  key: string,
  ddUrl: string | undefined,
  timeoutMs = requestTimeoutMs,
): Promise<Lookup<boolean>> {
  try {
    const response = await fetch(validateUrl(site, ddUrl), {
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: { 'DD-API-KEY': key },
    });
    await response.body?.cancel();
    if (response.status === 200) return { kind: 'found', value: true };
    if (response.status === 401 || response.status === 403) return { kind: 'found', value: false };
    return { kind: 'unknown', reason: `Datadog answered ${response.status}` };
  } catch {
    // The error's message may hold a header that fetch does not like, the key.
    return { kind: 'unknown', reason: `no answer from ${new URL(validateUrl(site, ddUrl)).host}` };
  }
}
