/**
 * Puts generated text into a document written by hand: what stands between `<!-- begin NAME -->` and `<!-- end NAME -->` is
 * replaced by the region of that name. Throws for a name that only one side knows: it is misspelt, or was forgotten.
 */
export function withRegions(text: string, regions: Readonly<Record<string, string>>): string {
  const used = new Set<string>();
  const written = text.replaceAll(marked, (_, name: string) => {
    const region = Object.hasOwn(regions, name) ? regions[name] : undefined;
    if (region === undefined) throw new RangeError(`there is no region ${JSON.stringify(name)}`);
    used.add(name);
    return `<!-- begin ${name} -->\n${region.trimEnd()}\n<!-- end ${name} -->`;
  });
  const missing = Object.keys(regions).filter((name) => !used.has(name));
  if (missing.length > 0) throw new RangeError(`the document has no place for ${missing.join(', ')}`);
  return written;
}

const marked = /<!-- begin ([\w-]+) -->\n[^]*?<!-- end \1 -->/g;
