import type { Backlog } from '../../src/stream/checks/backlog.ts';
import type { diagnose, DoctorOptions, DoctorPorts } from '../../src/stream/doctor.ts';
import type { Finding } from '../../src/stream/finding.ts';
import type { FunctionDescription } from '../../src/stream/checks/function-description.ts';
import type { Lookup } from '../../src/stream/lookup.ts';

export const nowMs = Date.UTC(2026, 10, 20, 12);

const Parameters = '{"alarmTopicArn":"arn:aws:sns:eu-west-1:111122223333:alarms"}';

export const none: DoctorOptions = {
  apiKeySecretArn: undefined,
  apiKey: undefined,
  site: undefined,
  stackOutputs: { kind: 'found', value: { Version: '0.2.0', Parameters } },
  version: '0.2.0',
};

export interface Answers {
  readonly secret?: Lookup<string>;
  readonly key?: Lookup<boolean>;
  readonly function?: Lookup<FunctionDescription>;
  readonly missing?: readonly string[];
  readonly backlog?: Lookup<Backlog>;
  readonly parked?: Lookup<Backlog>;
  readonly events?: Lookup<boolean>;
  readonly secretKey?: string;
}

/** A doctor who finds everything in order, but for the answers given. */
export function ports({
  secret = found('{"api_key":"key"}'),
  key = found(true),
  function: described = found({
    handler: 'dist/transform.handler',
    timeoutSeconds: 120,
    memoryMB: 1_769,
    environment: {},
  }),
  missing = [],
  backlog = found({ objects: 0, oldestMs: undefined }),
  parked = found({ objects: 0, oldestMs: undefined }),
  events = found(true),
  secretKey,
}: Answers): DoctorPorts {
  return {
    secret: () => Promise.resolve(secret),
    keyIsValid: () => Promise.resolve(key),
    function: () => Promise.resolve(described),
    missingActions: (_role, { actions }) =>
      Promise.resolve(found(actions.filter((action) => missing.includes(action)))),
    backlog: (_bucket, prefix) => Promise.resolve(prefix === 'parked/' ? parked : backlog),
    sendsEvents: () => Promise.resolve(events),
    secretKey: () => Promise.resolve(found({ kmsKeyId: secretKey })),
    now: () => nowMs,
  };
}

export function found<T>(value: T): Lookup<T> {
  return { kind: 'found', value };
}

export function findingsOf(list: Awaited<ReturnType<typeof diagnose>>): Finding[] {
  return list.flatMap((item) => (item.kind === 'finding' ? [item.finding] : []));
}
