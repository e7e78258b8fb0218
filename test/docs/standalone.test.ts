import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { at, root } from '../support/packaged.ts';
import { standaloneProblems } from './commands.ts';
import { readTerraform, unknownArguments } from './terraform.ts';

const [, section = ''] = readFileSync(join(root, 'docs', 'deploy.md'), 'utf8').split(
  '## Without Serverless\n',
);

test('Terraform takes the stack of the document, and the template its parameters', async () => {
  const file = await readTerraform('stack.tf', block('hcl'));
  expect(unknownArguments(file)).toEqual([]);
  const given = at(file, 'resource', 'aws_cloudformation_stack', 'kubehose', 0, 'parameters');
  expect(standaloneProblems(Object.keys(Object(given)))).toEqual([]);
});

test('the template takes the parameters that CDK is given', () => {
  const [, given = ''] = /parameters: \{([^}]*)\}/.exec(block('ts')) ?? [];
  const names = [...given.matchAll(/^ +(\w+): '/gm)].map(([, name = '']) => name);
  expect(standaloneProblems(names)).toEqual([]);
});

function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(section)?.[1] ?? '';
}
