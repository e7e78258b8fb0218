/** A replacement text, read once: literal text, and groups by number or name. */
export type Template = readonly (string | { readonly group: string })[];

const letterDigit = /[\p{L}\p{Nd}_]/u;

/**
 * Reads a replacement as Go's `Regexp.Expand` does: `$name` and `${name}` with the longest run of letters, digits and `_`; `$$` is a
 * dollar sign; what is no reference stays as it stands. Source: Go documentation, package regexp.
 */
export function parseTemplate(text: string): Template {
  const parts: (string | { readonly group: string })[] = [];
  let literal = '';
  for (let at = 0; at < text.length;) {
    const dollar = text.indexOf('$', at);
    if (dollar < 0) return done(parts, literal + text.slice(at));
    literal += text.slice(at, dollar);
    const reference = text[dollar + 1] === '$' ? undefined : referenceAt(text, dollar + 1);
    if (reference === undefined) {
      literal += '$';
      at = text[dollar + 1] === '$' ? dollar + 2 : dollar + 1;
      continue;
    }
    if (literal !== '') parts.push(literal);
    parts.push({ group: reference.name });
    literal = '';
    at = reference.end;
  }
  return done(parts, literal);
}

/** The text that a template stands for; `group` answers `undefined` for a group that is not there or did not match. */
export function expand(template: Template, group: (name: string) => string | undefined): string {
  let text = '';
  for (const part of template) text += typeof part === 'string' ? part : (group(part.group) ?? '');
  return text;
}

function done(parts: Template, literal: string): Template {
  return literal === '' ? parts : [...parts, literal];
}

function referenceAt(text: string, at: number): { readonly name: string; readonly end: number } | undefined {
  const isBraced = text[at] === '{';
  const start = isBraced ? at + 1 : at;
  let end = start;
  while (end < text.length && letterDigit.test(String.fromCodePoint(text.codePointAt(end)!)))
    end += text.codePointAt(end)! > 0xffff ? 2 : 1;
  if (end === start || (isBraced && text[end] !== '}')) return undefined;
  return { name: text.slice(start, end), end: isBraced ? end + 1 : end };
}
