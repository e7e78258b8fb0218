import { parseAllDocuments } from 'yaml';
import type { LogRouterObjects } from '../cluster/log-router.ts';
import { fieldsOf, type Fields } from '../json/fields.ts';

/**
 * The log router's namespace and ConfigMap from the text of Kubernetes objects, YAML or JSON, one or many, also as a `List` of
 * `kubectl get -o json`. Throws one sentence, which begins with `name`, when it cannot be read.
 */
export function readLogRouter(text: string, name: string): LogRouterObjects {
  const objects = parsed(text, name).flatMap(itemsOf);
  const namespace = objects.find((object) => isNamed(object, 'Namespace', 'aws-observability'));
  const configMap = objects.find(
    (object) => isNamed(object, 'ConfigMap', 'aws-logging') && isRead(fieldsOf(object['metadata'])!),
  );
  return {
    namespaceLabels:
      namespace === undefined ? undefined : fieldsOf(fieldsOf(namespace['metadata'])?.['labels']),
    configMapData: configMap === undefined ? undefined : fieldsOf(configMap['data']),
  };
}

function isNamed(object: Fields, kind: string, name: string): boolean {
  return object['kind'] === kind && fieldsOf(object['metadata'])?.['name'] === name;
}

/** Fargate reads the ConfigMap in one namespace only; a file that names none is for the one that `kubectl -n` says. */
function isRead({ namespace = 'aws-observability' }: Fields): boolean {
  return namespace === 'aws-observability';
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
