import { expect, test } from '@jest/globals';
import { at, resourcesOf } from '../../support/packaged.ts';
import type { Stack } from './stack.ts';

/** A stack that fails at its creation leaves nothing behind; what has lived, stays. */
const outlives = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };

/** What must not get lost or out. */
export function testData(stack: Stack): void {
  const { ownStream, hasReplay, continuous, choice } = stack;

  test('data outlives the stack', () => {
    for (const type of ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy']) {
      for (const [id, resource] of resourcesOf(stack.template(), type)) {
        if (id.startsWith('Serverless')) continue;
        expect(resource).toMatchObject(outlives);
      }
    }
    const { ApiKeySecret, ReplayDeadLetterQueue, UndeliveredEventsQueue } = stack.template().Resources;
    if (ApiKeySecret !== undefined) expect(ApiKeySecret).toMatchObject(outlives);
    expect(ReplayDeadLetterQueue?.DeletionPolicy).toBe(continuous ? outlives.DeletionPolicy : undefined);
    expect(UndeliveredEventsQueue?.DeletionPolicy).toBe(hasReplay ? outlives.DeletionPolicy : undefined);
  });

  test('the backup bucket is encrypted, closed to the public and to plain HTTP', () => {
    const { BackupBucket, BackupBucketPolicy } = stack.template().Resources;
    expect(BackupBucket !== undefined).toBe(ownStream);
    if (!ownStream) return;
    const byDefault = at(
      BackupBucket,
      'Properties',
      'BucketEncryption',
      'ServerSideEncryptionConfiguration',
      0,
    );
    expect(at(byDefault, 'ServerSideEncryptionByDefault')).toEqual(
      choice['kmsKeyArn'] === '-'
        ? { SSEAlgorithm: 'AES256' }
        : { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: choice['kmsKeyArn'] },
    );
    expect(at(BackupBucket, 'Properties', 'PublicAccessBlockConfiguration')).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(at(BackupBucketPolicy, 'Properties', 'PolicyDocument', 'Statement', 0)).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  test('nothing that was not replayed expires', () => {
    const rules = at(
      stack.template().Resources['BackupBucket'],
      'Properties',
      'LifecycleConfiguration',
      'Rules',
    );
    for (const rule of Array.isArray(rules) ? rules : []) {
      if (at(rule, 'ExpirationInDays') === undefined) continue;
      expect(['replayed/', 'replay-report/']).toContain(at(rule, 'Prefix'));
    }
  });
}
