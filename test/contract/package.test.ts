import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { namesInZip } from '../support/zip.ts';

const root = join(import.meta.dirname, '..', '..');
const directory = mkdtempSync(join(tmpdir(), 'kubehose-package-'));

beforeAll(() => {
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  execFileSync(join(root, 'node_modules', '.bin', 'serverless'), ['package', '--package', directory], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: path, HOME: directory },
  });
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('serverless package, without an AWS account', () => {
  test("the function's zip holds its bundle with the chunks, and nothing else", () => {
    const names = namesInZip(readFileSync(join(directory, 'transform.zip')));
    const chunks = readdirSync(join(root, 'dist', 'transform.chunks')).map(
      (name) => `dist/transform.chunks/${name}`,
    );
    expect(names.toSorted()).toEqual(['dist/transform.mjs', ...chunks].toSorted());
  });

  test('the function runs on arm64 under the Node version that the bundle is built for', () => {
    const template = JSON.parse(
      readFileSync(join(directory, 'cloudformation-template-update-stack.json'), 'utf8'),
    );
    expect(template.Resources.TransformLambdaFunction.Properties).toMatchObject({
      Handler: 'dist/transform.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
    });
  });
});
