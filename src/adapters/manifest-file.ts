import { parseAllDocuments } from 'yaml';
import type { LogRouterObjects } from '../cluster/log-router.ts';
import { fieldsOf, type Fields } from '../json/fields.ts';

/**
 * The log router's namespace and ConfigMap from the text of Kubernetes objects, YAML or JSON, one or many, also as a `List` of
 * `kubectl get -o json`. Throws one sentence, which begins with `name`, when it cannot be read.
 */
export function readLogRouter(text: string, name: string): LogRouterObjects {
  const objects = parsed(text, name).flatMap(itemsOf);
  const find = (kind: string, wanted: string): Fields | undefined =>
    objects.find((object) => object['kind'] === kind && fieldsOf(object['metadata'])?.['name'] === wanted);
  const namespace = find('Namespace', 'aws-observability');
  const configMap = find('ConfigMap', 'aws-logging');
  return {
    namespaceLabels:
      namespace === undefined ? undefined : fieldsOf(fieldsOf(namespace['metadata'])?.['labels']),
    configMapData: configMap === undefined ? undefined : fieldsOf(configMap['data']),
  };
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
