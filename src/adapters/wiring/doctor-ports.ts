import type { DoctorPorts } from '../../stream/doctor.ts';
import type { PlanPorts } from '../../stack/planned.ts';
import { lookAtBacklog } from '../aws-control/backlog.ts';
import { deployPorts } from './deploy-ports.ts';
import { lookForMissingActions } from '../aws-control/iam.ts';
import { lookAtFunction } from '../aws-control/function.ts';
import { lookAtSecretValue } from '../aws-control/secret.ts';
import { lookIfKeyIsValid } from '../validate-key.ts';

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
