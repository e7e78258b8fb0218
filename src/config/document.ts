import { transformVariables, type Variable } from './variables.ts';

/** The text of docs/configuration.md, from the same rows that the functions read and that their errors quote. */
export function configurationDocument(): string {
  return `# Configuration

Environment variables of the functions and of the commands that run the same code. A value that is not allowed stops the function
before its first record, with one error that names every variable that is wrong, its value and what is allowed.

## transform

${table(Object.values(transformVariables))}
## What \`TAG_MAPPING\` starts from

The four mappings of Datadog's EKS Fargate guide. A row for the same attribute replaces one, an empty tag key removes it.

| attribute | tag and attribute |
|---|---|
| \`kubernetes.container_name\` | \`kube_container_name\` |
| \`kubernetes.namespace_name\` | \`kube_namespace\` |
| \`kubernetes.pod_name\` | \`pod_name\` |
| \`kubernetes.docker_id\` | \`container_id\` |
`;
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
