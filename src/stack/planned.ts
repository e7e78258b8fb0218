import { alarmWarning, checkBeforeDeploy, type DeployPorts } from './deploy-checks.ts';
import { plannedDestinationDiagnoses } from '../stream/checks/destination.ts';
import type { DoctorPorts } from '../stream/doctor.ts';
import { found, healthy, unknown, type Diagnosis } from '../stream/finding.ts';
import { keyDiagnosis, keyIn, keyOrTextIn, secretDiagnosis } from '../stream/checks/key.ts';
import type { Lookup } from '../stream/lookup.ts';
import { readParameters, type Deployment } from './read-parameters.ts';

/** What somebody means to deploy. */
export interface Plan {
  /** `--param` values by their names. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly stage: string;
  readonly region: string;
  /** A key to try where the secret is still to be made. */
  readonly apiKey: string | undefined;
}

/** What is asked of a plan: all that a deploy asks, then the key itself. */
export interface PlanPorts extends DeployPorts, Pick<DoctorPorts, 'keyIsValid'> {
  secretValue(arn: string): Promise<Lookup<string>>;
}

export interface PlanDiagnosis {
  readonly diagnoses: readonly Diagnosis[];
  /** `undefined` where the parameters are refused. */
  readonly deployment: Deployment | undefined;
}

/** Looks at a set-up before it is deployed: its parameters, then what they name. Nothing is created. */
export async function diagnosePlan(
  { parameters, stage, region, apiKey }: Plan,
  ports: PlanPorts,
): Promise<PlanDiagnosis> {
  const read = readParameters(parameters, { stage });
  if (read.kind === 'refused')
    return { deployment: undefined, diagnoses: read.problems.map(refusedDiagnosis) };
  const { deployment } = read;
  const { apiKeySecretArn, existingStreamArn, route, site } = deployment;
  const isForFirehose = route === 'direct' && existingStreamArn === '';
  const keyOf = isForFirehose ? keyIn : keyOrTextIn;
  const described = apiKeySecretArn === '' ? noSecret : await ports.secret(apiKeySecretArn);
  const { problems, warnings, destination } = await checkBeforeDeploy(
    deployment,
    { region },
    {
      ...ports,
      secret: () => Promise.resolve(described),
    },
  );
  const secret = described.kind === 'missing' ? undefined : await ports.secretValue(apiKeySecretArn);
  const key = (secret?.kind === 'found' ? keyOf(secret.value) : undefined) ?? apiKey;
  return {
    deployment,
    diagnoses: [
      ...(problems.length === 0 ? [healthy('parameters', summaryOf(deployment))] : []),
      ...problems.map(refusedDiagnosis),
      ...warnings.map((warning) => unknown('parameters', warning)),
      ...(destination === undefined ? [] : plannedDestinationDiagnoses(destination, route)),
      secret === undefined
        ? unknown(
            'secret',
            'none given; the stack will create an empty secret and print the command to set it',
          )
        : secretDiagnosis(apiKeySecretArn, secret, keyOf),
      key === undefined
        ? unknown('API key', 'no key to try; DD_API_KEY can give one')
        : keyDiagnosis(site, await ports.keyIsValid(site, key)),
      alarmDiagnosis(deployment),
    ],
  };
}

function alarmDiagnosis(deployment: Deployment): Diagnosis {
  const warning = alarmWarning(deployment);
  if (warning === undefined) return healthy('alarms', `notify ${deployment.alarmTopicArn}`);
  return found({
    check: 'alarms',
    what: 'no alarmTopicArn is given',
    impact: 'nobody hears of a loss until somebody looks',
    fix: warning,
  });
}

const noSecret = { kind: 'missing' } as const;

function refusedDiagnosis(problem: string): Diagnosis {
  return found({
    check: 'parameters',
    what: problem,
    impact: 'serverless deploy refuses it; nothing is created, and logs stay where they are',
    fix: 'give a --param that the sentence allows; docs/deploy.md has the table',
  });
}

function summaryOf({ site, route, streamName, existingStreamArn, deliveryBufferMB }: Deployment): string {
  const buffer = existingStreamArn === '' ? `, buffer ${deliveryBufferMB} MiB` : '';
  return `${existingStreamArn === '' ? 'stream' : 'existing stream'} ${streamName} to ${site}, route ${route}${buffer}`;
}
