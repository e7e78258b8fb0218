/** Parameters of `serverless deploy` by the variable that they set. */
const parameters: Readonly<Record<string, string>> = {
  DD_CLUSTER_NAME: 'clusterName',
  DD_KUBERNETES_POD_LABELS_AS_TAGS: 'labelsAsTags',
  DD_TAGS: 'ddTags',
  KUBERNETES_ATTRIBUTES: 'kubernetesAttributes',
  TAGS_EXCLUDE: 'tagsExclude',
  TAGS_INCLUDE: 'tagsInclude',
};

export const settingsFormats = ['env', '--param', 'ConfigMap'] as const;
export type SettingsFormat = (typeof settingsFormats)[number];

/** Settings as a text to copy. */
export function settingsText(environment: Readonly<Record<string, string>>, format: SettingsFormat): string {
  const settings = Object.entries(environment);
  if (settings.length === 0) return '# nothing is set: every setting has its default';
  if (format === 'env')
    return settings.map(([name, value]) => `export ${name}=${shellWord(value)}`).join('\n');
  if (format === 'ConfigMap') return configMap(settings);
  const known = settings.filter(([name]) => Object.hasOwn(parameters, name));
  const others = settings.filter(([name]) => !Object.hasOwn(parameters, name));
  return [
    ...known.map(([name, value]) => `--param ${shellWord(`${parameters[name]}=${value}`)}`),
    ...(others.length > 0
      ? ['# no parameter of the stack; for provider.environment in serverless.yml:']
      : []),
    ...others.map(([name, value]) => `#   ${name}: ${yamlText(value)}`),
  ].join('\n');
}

function configMap(settings: readonly (readonly [string, string])[]): string {
  return [
    'apiVersion: v1',
    'kind: ConfigMap',
    'metadata:',
    '  name: kubehose',
    'data:',
    ...settings.map(([name, value]) => `  ${name}: ${yamlText(value)}`),
  ].join('\n');
}

/** For a POSIX shell. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** In single quotes YAML has one escape only; a text of several lines goes as JSON, which is YAML as well. */
function yamlText(text: string): string {
  return text.includes('\n') ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
}
