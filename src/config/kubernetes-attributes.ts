import { kubernetesMembers } from '../fluent-bit/metadata.ts';
import { notAllowed, type Parsed } from './settings.ts';

/** What stays of the `kubernetes` map of a tagged line: all of it, nothing, or the members of these names. */
export type KubernetesAttributes = 'keep' | 'drop' | ReadonlySet<string>;

/** Reads `KUBERNETES_ATTRIBUTES`, in any case. */
export function parseKubernetesAttributes(text: string): Parsed<KubernetesAttributes> {
  const word = text.toLowerCase();
  if (word === 'keep' || word === 'drop') return { value: word };
  const names = new Set<string>();
  for (const item of word.split(',').map((part) => part.trim())) {
    const name = kubernetesMembers.find((member) => member.toLowerCase() === item);
    if (name === undefined) return names.size === 0 && !word.includes(',') ? notAllowed : because(item);
    names.add(name);
  }
  return { value: names };
}

function because(item: string): Parsed<never> {
  if (item === '') return { because: 'A name in the list is empty.' };
  return { because: `${JSON.stringify(item)} is no member that Fluent Bit writes.` };
}
