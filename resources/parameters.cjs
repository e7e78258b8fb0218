'use strict';
// Values for serverless.yml from the --param values, checked: see src/deploy and docs/deploy.md.
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const built = join(__dirname, '..', 'dist', 'serverless.mjs');

module.exports = async (context) => {
  if (!existsSync(built)) refuse('dist/ is not built yet; run: npm run build');
  const { serverlessSettings } = await import(pathToFileURL(built).href);
  const result = await serverlessSettings(context, process.argv);
  for (const warning of result.warnings) process.stderr.write(`kubehose: ${warning}\n`);
  if (result.kind === 'refused') refuse(`nothing is deployed:\n  ${result.problems.join('\n  ')}`);
  return result.settings;
};

/** Ends here: the framework would wrap an error into four sentences of its own about variables. */
function refuse(sentence) {
  process.stderr.write(`kubehose: ${sentence}\n`);
  process.exit(1);
}
