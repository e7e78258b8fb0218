import { AwsError, escaped, json, jsonService, queryService, type AwsService } from './server.ts';

export interface SimulatedRole {
  readonly arn: string;
  readonly denied?: readonly string[];
  /** Condition keys that its policy wants for the actions of a service such as `kms`, with their values. */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** IAM's simulation for one role: `denied` actions are denied, and those whose condition keys are not given; all others allowed. */
export function iamStandIn(role: SimulatedRole): AwsService {
  return queryService({
    SimulatePrincipalPolicy(input) {
      if (input.get('PolicySourceArn') !== role.arn)
        throw new AwsError('NoSuchEntity', 'There is no such role.', 404);
      const list = (name: string): string[] =>
        [...input].filter(([key]) => key.startsWith(`${name}.member.`)).map(([, value]) => value);
      const contextValue = (wanted: string): string | null => {
        const [entry] =
          [...input].find(([key, value]) => key.endsWith('.ContextKeyName') && value === wanted) ?? [];
        return input.get(`${entry?.replace(/\.ContextKeyName$/, '')}.ContextKeyValues.member.1`);
      };
      const isMet = (action: string): boolean =>
        Object.entries(role.conditions?.[action.split(':')[0] ?? ''] ?? {}).every(
          ([key, value]) => contextValue(key) === value,
        );
      const results = list('ActionNames').flatMap((action) =>
        list('ResourceArns').map((resource) => {
          const decision = role.denied?.includes(action) || !isMet(action) ? 'implicitDeny' : 'allowed';
          return `<member><EvalActionName>${action}</EvalActionName><EvalResourceName>${escaped(resource)}</EvalResourceName><EvalDecision>${decision}</EvalDecision></member>`;
        }),
      );
      return `<EvaluationResults>${results.join('')}</EvaluationResults><IsTruncated>false</IsTruncated>`;
    },
  });
}

/** Lambda's configurations by function ARN. */
export function lambdaStandIn(functions: Readonly<Record<string, { readonly Handler: string }>>): AwsService {
  return ({ method, path }) => {
    const [, arn] = /^\/2015-03-31\/functions\/(.+)\/configuration$/.exec(decodeURIComponent(path)) ?? [];
    if (method !== 'GET' || arn === undefined) return undefined;
    const found = Object.hasOwn(functions, arn) ? functions[arn] : undefined;
    if (found !== undefined) return json(200, { Timeout: 120, MemorySize: 1_769, ...found });
    return json(404, { Message: `Function not found: ${arn}` }, 'ResourceNotFoundException');
  };
}

/** CloudFormation's `DescribeStacks` for stacks that stand. */
export function stacksStandIn(
  stacks: Readonly<Record<string, Readonly<Record<string, string>>>>,
): AwsService {
  return queryService({
    DescribeStacks(input) {
      const name = input.get('StackName') ?? '';
      const outputs = Object.hasOwn(stacks, name) ? stacks[name] : undefined;
      if (outputs === undefined)
        throw new AwsError('ValidationError', `Stack with id ${name} does not exist`);
      const members = Object.entries(outputs).map(
        ([key, value]) =>
          `<member><OutputKey>${key}</OutputKey><OutputValue>${escaped(value)}</OutputValue></member>`,
      );
      return `<Stacks><member><StackName>${name}</StackName><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime><Outputs>${members.join('')}</Outputs></member></Stacks>`;
    },
  });
}

/** Secrets Manager with secrets by ARN; an empty one has no version. */
export function secretsStandIn(secrets: Readonly<Record<string, string | undefined>>): AwsService {
  const find = (id: unknown): string => {
    if (typeof id === 'string' && Object.hasOwn(secrets, id)) return id;
    throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  };
  return jsonService('secretsmanager', {
    DescribeSecret({ SecretId }) {
      const arn = find(SecretId);
      return {
        ARN: arn,
        ...(secrets[arn] === undefined ? {} : { VersionIdsToStages: { v1: ['AWSCURRENT'] } }),
      };
    },
    GetSecretValue({ SecretId, VersionStage }) {
      const arn = find(SecretId);
      if (secrets[arn] === undefined || VersionStage === 'AWSPREVIOUS')
        throw new AwsError(
          'ResourceNotFoundException',
          "Secrets Manager can't find the specified secret value.",
        );
      return { ARN: arn, SecretString: secrets[arn] };
    },
  });
}
