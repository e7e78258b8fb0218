import type { LibraryMask } from './mask-entry.ts';
import { personal } from './personal.ts';
import { secrets } from './secrets.ts';

/** The masks that a rule may name instead of a pattern. */
export const library = { ...personal, ...secrets } as const satisfies Record<string, LibraryMask>;

export type LibraryName = keyof typeof library;

export const libraryNames = Object.keys(library) as readonly LibraryName[];

export function isLibraryName(value: unknown): value is LibraryName {
  return typeof value === 'string' && Object.hasOwn(library, value);
}

export function libraryMask(name: LibraryName): LibraryMask {
  return library[name];
}
