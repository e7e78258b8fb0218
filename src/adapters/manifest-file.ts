import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import type { LogRouterObjects } from '../cluster/log-router.ts';
import { fieldsOf, type Fields } from '../json/fields.ts';

/**
 * The log router's namespace and ConfigMap from a file of Kubernetes objects, YAML or JSON, one or many, also as a `List` of
 * `kubectl get -o json`. Throws one sentence when it cannot be read.
 */
export async function readLogRouterFile(path: string): Promise<LogRouterObjects> {
  const objects = parsed(await textOf(path), path).flatMap(itemsOf);
  const find = (kind: string, name: string): Fields | undefined =>
    objects.find((object) => object['kind'] === kind && fieldsOf(object['metadata'])?.['name'] === name);
  const namespace = find('Namespace', 'aws-observability');
  const configMap = find('ConfigMap', 'aws-logging');
  return {
    namespaceLabels:
      namespace === undefined ? undefined : fieldsOf(fieldsOf(namespace['metadata'])?.['labels']),
    configMapData: configMap === undefined ? undefined : fieldsOf(configMap['data']),
  };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new Error(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function parsed(text: string, path: string): unknown[] {
  return [...parseAllDocuments(text)].map((document) => {
    const [error] = document.errors;
    if (error !== undefined)
      throw new Error(`${path} is neither YAML nor JSON: ${error.message.split('\n')[0]}`);
    return document.toJS({ maxAliasCount: 100 });
  });
}

function itemsOf(document: unknown): Fields[] {
  const object = fieldsOf(document) ?? {};
  return object['kind'] === 'List' && Array.isArray(object['items'])
    ? object['items'].map((item) => fieldsOf(item) ?? {})
    : [object];
}
