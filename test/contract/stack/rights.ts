import { expect, test } from '@jest/globals';
import { ownFolders } from '../../../src/replay/settle/own-keys.ts';
import { at, objectsIn, resourcesOf, type Resource, type Template } from '../../support/packaged.ts';
import type { Stack } from './stack.ts';

/** Who may do what. */
export function testRights(stack: Stack): void {
  const { choice } = stack;

  test('no policy allows everything', () => {
    for (const statement of statementsOf(stack.template())) {
      if (at(statement, 'Effect') !== 'Allow') continue;
      expect(at(statement, 'Action')).not.toBe('*');
      for (const action of [at(statement, 'Action')].flat()) expect(action).not.toMatch(/\*/);
      for (const resource of [at(statement, 'Resource')].flat()) {
        const text = at(resource, 'Fn::Sub') ?? resource;
        if (typeof text === 'string') expect(text).toMatch(specific);
      }
    }
  });

  test('replay touches what failed and what it writes itself, and no other object', () => {
    const role = stack.template().Resources['ReplayRole'];
    expect(role !== undefined).toBe(stack.hasReplay);
    const statements = [...objectsIn(role)].filter((object) =>
      [at(object, 'Action')].flat().includes('s3:GetObject'),
    );
    const keys = statements.flatMap((statement) =>
      [at(statement, 'Resource')].flat().map((arn) => String(at(arn, 'Fn::Sub')).replace(/^[^/]+\//, '')),
    );
    const folders = ['errors/', ...Object.values(ownFolders)];
    const isBelow = (folder: string): boolean =>
      folders.some((other) => other !== folder && folder.startsWith(other));
    const wanted = folders.filter((folder) => !isBelow(folder)).map((folder) => `${folder}*`);
    expect(keys.toSorted()).toEqual(stack.hasReplay ? wanted.toSorted() : []);
  });

  test('a key of the customer is for the roles that touch the bucket or read a secret, through these services only', () => {
    const policy = stack.template().Resources['CustomerKeyPolicy'];
    const roles = [
      ...(stack.ownStream ? ['StreamRole'] : []),
      ...(stack.hasReplay ? ['ReplayRole', 'MassReplayRole'] : []),
      ...(stack.isIntake ? ['IntakeRole'] : []),
    ];
    const wanted =
      choice['kmsKeyArn'] === '-' || roles.length === 0 ? undefined : roles.map((Ref) => ({ Ref }));
    expect(at(policy, 'Properties', 'Roles')).toEqual(wanted);
    const statement = at(policy, 'Properties', 'PolicyDocument', 'Statement', 0);
    expect(at(statement, 'Resource')).toBe(wanted && choice['kmsKeyArn']);
    expect(at(statement, 'Condition', 'StringEquals', 'kms:ViaService')).toEqual(
      wanted &&
        ['s3', 'secretsmanager'].map((service) => ({
          'Fn::Sub': `${service}.\${AWS::Region}.\${AWS::URLSuffix}`,
        })),
    );
  });

  test('services that assume a role do so for this stack only', () => {
    const trusts = resourcesOf(stack.template(), 'AWS::IAM::Role').map(([id, { Properties }]) => ({
      id,
      statement: at(Properties, 'AssumeRolePolicyDocument', 'Statement', 0),
    }));
    for (const { id, statement } of trusts) {
      const service = at(statement, 'Principal', 'Service');
      if (service === 'lambda.amazonaws.com') continue;
      const condition = at(statement, 'Condition');
      expect([id, at(condition, 'StringEquals', 'aws:SourceAccount')]).toEqual([
        id,
        { Ref: 'AWS::AccountId' },
      ]);
      expect(at(condition, 'ArnLike', 'aws:SourceArn')).toBeDefined();
    }
  });

  test('the mass replay is this machine, and the one that its Distributed Map runs batches in', () => {
    const role = stack.template().Resources['MassReplayRole'];
    const trust = [...objectsIn(role)].find((object) => at(object, 'Action') === 'sts:AssumeRole');
    const machine =
      'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:kubehose-prod-replay';
    expect(at(trust, 'Condition', 'ArnLike', 'aws:SourceArn')).toEqual(
      stack.hasReplay ? [{ 'Fn::Sub': machine }, { 'Fn::Sub': `${machine}/*` }] : undefined,
    );
  });

  test('the pod execution role gets its policy when it is named; the policy is an output in any case', () => {
    const { Resources, Outputs } = stack.template();
    const policy = Resources['PodExecutionRolePolicy'];
    expect(at(policy, 'Properties', 'Roles', 0)).toBe(
      choice['podExecutionRoleName'] === '-' ? undefined : choice['podExecutionRoleName'],
    );
    const text = String(at(Outputs['PodExecutionRolePolicy'], 'Value', 'Fn::Sub'));
    expect(JSON.parse(text)).toMatchObject({
      Statement: [{ Action: ['firehose:PutRecord', 'firehose:PutRecordBatch'] }, {}],
    });
  });
}

/** ARNs with a wildcard at their end only: keys of a bucket, streams of a log group, versions of a function. */
const specific =
  /^(?:arn:[^*]+|\$\{[A-Za-z.]+\})(?:[:/]\*|[/a-z-]+\/\*|\*)?$|^arn:[^*]+:log-group:\*-fluent-bit-logs(?::\*)?$/;

function statementsOf(template: Template): object[] {
  return Object.values(template.Resources).flatMap(({ Properties }: Resource) =>
    [...objectsIn(Properties)].filter((object) => 'Effect' in object && 'Action' in object),
  );
}
