/** `npm run build`: writes `dist/`, one bundle per Lambda function and the command line tool. */
import { join } from 'node:path';
import { formatBytes } from '../src/cli/output/numbers.ts';
import { writeBundles } from './bundles.ts';

const root = join(import.meta.dirname, '..');

const bundles = await writeBundles(
  [
    { name: 'transform', entry: join(root, 'handlers/transform.ts'), kind: 'function' },
    { name: 'replay', entry: join(root, 'handlers/replay.ts'), kind: 'function' },
    { name: 'intake', entry: join(root, 'handlers/intake.ts'), kind: 'function' },
    { name: 'serverless', entry: join(root, 'src/adapters/wiring/serverless.ts'), kind: 'module' },
    { name: 'console', entry: join(root, 'src/local/console/page/page.ts'), kind: 'page' },
    { name: 'kubehose', entry: join(root, 'src/cli/main.ts'), kind: 'command' },
  ],
  join(root, 'dist'),
);
const sizes = [...bundles].map(([name, bytes]) => `${name} ${formatBytes(bytes)}`);
// Not on standard output: what runs afterwards may be piped.
process.stderr.write(`built dist/: ${sizes.join(', ')}\n`);
