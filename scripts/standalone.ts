/** `npm run package`, after the framework: writes the template for those who deploy without it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { standalone } from '../src/stack/standalone.ts';

const directory = join(import.meta.dirname, '..', '.serverless');
const packaged = join(directory, 'cloudformation-template-update-stack.json');
const path = join(directory, 'cloudformation-standalone.json');

// In one line: CloudFormation takes a template of at most 51,200 bytes without a bucket for it.
writeFileSync(path, `${JSON.stringify(standalone(JSON.parse(readFileSync(packaged, 'utf8'))))}\n`);
process.stdout.write('Without Serverless: .serverless/cloudformation-standalone.json\n');
