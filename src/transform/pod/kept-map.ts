import type { Buffer } from 'node:buffer';
import { editedBytes, restructure, type Edit } from '../../json/edit.ts';
import { findMembers } from '../../json/object.ts';
import { decodeString } from '../../json/strings.ts';
import type { Enrichment } from './enrichment.ts';

/**
 * A `kubernetes` map with nothing but the members of these names, each as it stands; `undefined` for a map that has no others, and for
 * what is no map.
 */
export function keptMembers(map: Buffer, names: ReadonlySet<string>): Buffer | undefined {
  const object = findMembers(map, 0, map.length);
  if (object === undefined) return undefined;
  const isCut = object.members.map(({ keyStart, keyEnd }) => !names.has(decodeString(map, keyStart, keyEnd)));
  if (!isCut.includes(true)) return undefined;
  const edits: Edit[] = [];
  restructure(object, (index) => isCut[index]!, [], edits);
  return editedBytes(map, 0, map.length, edits);
}

/**
 * Whether a line that has gained `whole` gains nothing more from what is `left` of its map, when it passes again: without the labels,
 * say, a pod's name can suggest an owner that the labels spoke against.
 */
export function addsNothing(left: Enrichment, whole: Enrichment): boolean {
  const known = new Set([...whole.mappedTags, ...whole.agentTags, ...whole.staticTags]);
  return (
    left.attributes.every(({ key }) => whole.attributes.some((other) => other.key === key)) &&
    left.mappedTags.every((tag) => whole.mappedTags.includes(tag)) &&
    left.agentTags.every((tag) => known.has(tag)) &&
    left.staticTags.every((tag) => known.has(tag)) &&
    (left.podService === undefined || left.podService === whole.podService) &&
    (left.service === undefined || whole.service !== undefined) &&
    (left.source === undefined || whole.source !== undefined)
  );
}

/** Whether these are all the members that filters for containers look at. */
export function showsContainer(names: ReadonlySet<string>): boolean {
  return ['container_name', 'container_image', 'namespace_name'].every((name) => names.has(name));
}
