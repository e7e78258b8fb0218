import { readParameters } from '../../src/stack/read-parameters.ts';
import { settingsOf } from '../../src/stack/settings.ts';

/** Stacks that together have every output there can be. */
const stacks: readonly Readonly<Record<string, string>>[] = [
  { continuousReplay: 'true' },
  { route: 'intake' },
  { existingStreamArn: 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs' },
];

/** The table of outputs in docs/deploy.md. */
export function outputsTable(): string {
  const descriptions = new Map(stacks.flatMap((params) => Object.entries(outputsOf(params))));
  const rows = [...descriptions].map(([name, description]) => `| \`${name}\` | ${description} |\n`);
  return `| output | what it is |\n|---|---|\n${rows.join('')}`;
}

function outputsOf(params: Readonly<Record<string, string>>): Record<string, string> {
  const read = readParameters(params, { stage: 'prod' });
  if (read.kind === 'refused') throw new RangeError(read.problems.join('; '));
  const outputs = Object(settingsOf(read.deployment, 'kubehose-prod')['outputs']);
  return Object.fromEntries(
    Object.entries(outputs).map(([name, output]) => [name, String(Object(output).Description)]),
  );
}
