/** What is wrong with a tag by Datadog's rules for clients, as a phrase; `undefined` if nothing is. Written from the rules, not from the code. */
export function breaksClientDuty(tag: string): string | undefined {
  const characters = [...tag];
  const [key, ...rest] = tag.split(':');
  if (characters.length > 200) return 'too long';
  if (characters.some((character) => character === ',' || isControl(character)))
    return 'comma or control character';
  if (characters.some((character) => character === '\ufffd' || isSurrogate(character))) return 'broken text';
  if (tag !== tag.trim()) return 'white space around it';
  if (tag.endsWith(':')) return 'colon at the end';
  if (key === '' || (rest.length > 0 && rest.join(':').trim() === '')) return 'empty key or value';
  return undefined;
}

function isControl(character: string): boolean {
  const code = character.codePointAt(0)!;
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0x2028 || code === 0x2029;
}

function isSurrogate(character: string): boolean {
  const code = character.codePointAt(0)!;
  return code >= 0xd800 && code < 0xe000;
}
