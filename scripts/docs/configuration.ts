import { replayVariables } from '../../src/config/replay.ts';
import { intakeVariables } from '../../src/config/intake.ts';
import { processingVariables } from '../../src/processing/variables.ts';
import { transformVariables, type Variable } from '../../src/config/variables.ts';

/** The text of docs/configuration.md, from the same rows that the functions read and that their errors quote. */
export function configurationDocument(): string {
  return `# Configuration

Environment variables of the functions and of the commands that run the same code. A value that is not allowed stops the function
before its first record, with one error that names every variable that is wrong, its value and what is allowed.

## transform

${table(Object.values(transformVariables))}
## Processing

Read by all functions; what they do is in [processing.md](processing.md).

${table(Object.values(processingVariables))}
## What \`TAG_MAPPING\` starts from

The four mappings of Datadog's EKS Fargate guide. A row for the same attribute replaces one, an empty tag key removes it.

| attribute | tag and attribute |
|---|---|
| \`kubernetes.container_name\` | \`kube_container_name\` |
| \`kubernetes.namespace_name\` | \`kube_namespace\` |
| \`kubernetes.pod_name\` | \`pod_name\` |
| \`kubernetes.docker_id\` | \`container_id\` |

## replay

The function reads these and the variables of the transform, which the records pass through; they must be the same as there. The
command reads those that begin with \`DD_\`; the others are its options: [replay.md](replay.md).

${table(Object.values(replayVariables))}
## intake

Besides the variables of the transform; see [intake](intake.md).

${table(Object.values(intakeVariables))}`;
}

function table(variables: readonly Variable[]): string {
  const rows = variables.map(({ name, fallback, allowed, meaning }) => {
    const initial = fallback === '' ? '–' : `\`${fallback}\``;
    return `| \`${name}\` | ${initial} | ${cell(allowed)} | ${cell(meaning)} |\n`;
  });
  return `| variable | default | allowed | meaning |\n|---|---|---|---|\n${rows.join('')}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
