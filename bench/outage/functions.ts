import { parseIntakeConfig } from '../../src/config/intake.ts';
import { createIntake, type Intake } from '../../src/intake/intake.ts';
import type { VirtualClock } from './clock.ts';

/** How long a call of Datadog takes, up or down. */
const callMs = 200;

/** The intake as Lambda runs it: an instance holds one request at a time, and a warm one is used before a new one is started. */
export class Functions {
  readonly accepted = new Set<string>();
  peakInFlight = 0;
  invocations = 0;
  /** Time of all instances together, in ms. */
  busyMs = 0;
  readonly #clock: VirtualClock;
  readonly #isDown: () => boolean;
  readonly #idle: Intake[] = [];
  #inFlight = 0;

  constructor(clock: VirtualClock, isDown: () => boolean) {
    this.#clock = clock;
    this.#isDown = isDown;
  }

  /** Whether the buffer was taken. */
  async invoke(id: string): Promise<boolean> {
    const { now } = this.#clock;
    const startMs = now();
    const instance = this.#idle.pop() ?? this.#start();
    this.#inFlight += 1;
    this.invocations += 1;
    this.peakInFlight = Math.max(this.peakInFlight, this.#inFlight);
    const data = Buffer.from(`{"message":"${id}"}`).toString('base64');
    const bytes = Buffer.from(JSON.stringify({ requestId: id, timestamp: 1.7e12, records: [{ data }] }));
    const headers = { 'x-amz-firehose-protocol-version': '1.0', 'x-amz-firehose-access-key': 'key' };
    const body = () => Promise.resolve({ kind: 'body', bytes } as const);
    const { response } = await instance.handle({ method: 'POST', path: '/', headers, body }, now() + 170_000);
    this.#idle.push(instance);
    this.#inFlight -= 1;
    this.busyMs += now() - startMs;
    return response.status === 200;
  }

  #start(): Intake {
    const { now, sleep, random } = this.#clock;
    const keys = () => Promise.resolve(['key']);
    return createIntake(parseIntakeConfig({ INTAKE_ACCESS_KEYS: 'key', DD_API_KEY: 'x' }), {
      now,
      sleep,
      random,
      accessKeys: { values: keys, refresh: keys },
      park: () => Promise.resolve(),
      onError(error) {
        throw error;
      },
      logsApi: async (content) => {
        await sleep(callMs);
        if (this.#isDown()) return { kind: 'answered', status: 503, body: '' };
        const logs: { message: string }[] = JSON.parse(Buffer.from(content).toString());
        for (const { message } of logs) this.accepted.add(message);
        return { kind: 'answered', status: 202, body: '{}' };
      },
    });
  }
}
