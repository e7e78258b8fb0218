import type { DoctorPorts } from '../deploy/doctor.ts';
import type { PlanPorts } from '../deploy/planned.ts';
import { lookAtBacklog } from './backlog.ts';
import { deployPorts } from './deploy-ports.ts';
import { lookForMissingActions } from './iam.ts';
import { lookAtFunction } from './lambda-control.ts';
import { lookAtSecretValue } from './secret-state.ts';
import { lookIfKeyIsValid } from './validate-key.ts';

/** What is asked of a set-up that is planned. */
export function planPorts(env: Readonly<Record<string, string | undefined>>): PlanPorts {
  return {
    ...deployPorts(),
    secretValue: lookAtSecretValue,
    keyIsValid: (site, key) => lookIfKeyIsValid(site, key, env['DD_URL']),
  };
}

/** What the doctor asks, from AWS and Datadog; `DD_URL` replaces Datadog's base. */
export function doctorPorts(
  region: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): DoctorPorts {
  return {
    secret: lookAtSecretValue,
    keyIsValid: (site, key) => lookIfKeyIsValid(site, key, env['DD_URL']),
    function: lookAtFunction,
    missingActions: lookForMissingActions,
    backlog: (bucketName, prefix) => lookAtBacklog(bucketName, prefix, region, env),
    now: Date.now,
  };
}
