import type { DoctorPorts } from '../../stream/doctor.ts';
import type { PlanPorts } from '../../stack/planned.ts';
import { readBacklog, sendsEvents } from '../aws-control/bucket.ts';
import { deployPorts } from './deploy-ports.ts';
import { missingActions } from '../aws-control/iam.ts';
import { describeFunction } from '../aws-control/function.ts';
import { describeSecret, secretValue } from '../aws-control/secret.ts';
import { isKeyValid } from '../validate-key.ts';

/** What is asked of a set-up that is planned. */
export function planPorts(env: Readonly<Record<string, string | undefined>>): PlanPorts {
  return {
    ...deployPorts(),
    secretValue,
    keyIsValid: (site, key) => isKeyValid(site, key, env['DD_URL']),
  };
}

/** What the doctor asks, from AWS and Datadog; `DD_URL` replaces Datadog's base. */
export function doctorPorts(
  region: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): DoctorPorts {
  return {
    secret: secretValue,
    keyIsValid: (site, key) => isKeyValid(site, key, env['DD_URL']),
    function: describeFunction,
    missingActions,
    backlog: (bucketName, prefix) => readBacklog(bucketName, prefix, region, env),
    sendsEvents: (bucketName) => sendsEvents(bucketName, region ?? ''),
    secretKey: describeSecret,
    now: Date.now,
  };
}
