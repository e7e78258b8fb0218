import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { TransformationEvent, TransformationResponse } from '../../src/firehose/transformation.ts';
import { frameworkEnv, root, runServerless, serviceFiles } from '../support/packaged.ts';

const path = 'resources/events/transform.json';

test('serverless invoke local -f transform tags the records of the event that the project ships, without an AWS account', async () => {
  const service = mkdtempSync(join(tmpdir(), 'kubehose-invoke-'));
  for (const name of serviceFiles) cpSync(join(root, name), join(service, name), { recursive: true });
  const args = ['invoke', 'local', '-f', 'transform', '--path', path];
  const output = await runServerless(args, service, frameworkEnv(service));
  rmSync(service, { recursive: true });
  const { records } = JSON.parse(readFileSync(join(root, path), 'utf8')) as TransformationEvent;
  const answer = JSON.parse(output.slice(output.indexOf('{\n'))) as TransformationResponse;
  expect(answer.records.map(({ recordId }) => recordId)).toEqual(records.map(({ recordId }) => recordId));
  for (const record of answer.records) {
    expect(record.result).toBe('Ok');
    const log = JSON.parse(Buffer.from('data' in record ? record.data : '', 'base64').toString());
    expect(log.ddtags).toContain(`kube_namespace:${log.kubernetes.namespace_name}`);
    expect(log.ddtags).toContain('aws_account:111122223333');
  }
});
