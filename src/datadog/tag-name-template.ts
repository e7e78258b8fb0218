/** A tag name with the places where the name of the label or annotation goes. */
export interface TagNameTemplate {
  /** Literal parts; between each two of them stands the name. */
  readonly literals: readonly string[];
}

/** Variables that stand for the name; any other becomes nothing. */
const nameVariables: ReadonlySet<string> = new Set(['label', 'annotation', 'env']);

/**
 * Parses `%%label%%`, `%%annotation%%` and `%%env%%` in a configured tag name.
 * Source: datadog-agent `comp/core/tagger/k8s_metadata`, `resolveTag`.
 */
export function parseTagName(template: string): TagNameTemplate {
  const literals = [''];
  let at = 0;
  for (;;) {
    const open = template.indexOf('%%', at);
    // A variable has at least one character between its marks.
    const close = open < 0 ? -1 : template.indexOf('%%', open + 3);
    if (close < 0) break;
    literals.push(literals.pop()! + template.slice(at, open));
    const [variable = ''] = template.slice(open + 2, close).split('_', 1);
    if (nameVariables.has(variable)) literals.push('');
    at = close + 2;
  }
  literals.push(literals.pop()! + template.slice(at));
  return { literals };
}

/** The tag's name; a leading `+` (high cardinality) is no part of it. */
export function tagName(template: TagNameTemplate, name: string): string {
  const resolved = template.literals.join(name);
  return resolved.startsWith('+') ? resolved.slice(1) : resolved;
}

/** Whether the label or annotation has a say in the tag's name. */
export function isTemplated(template: TagNameTemplate): boolean {
  return template.literals.length > 1;
}
