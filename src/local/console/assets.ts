import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
}

const files: readonly [pathname: string, name: string, type: string][] = [
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/page.js', 'page.js', 'text/javascript; charset=utf-8'],
  ['/style.css', 'style.css', 'text/css; charset=utf-8'],
];

/** The built page by pathname: nothing else of the disk is served. */
export async function readAssets(directory: string): Promise<ReadonlyMap<string, Asset>> {
  const read = async ([pathname, name, type]: (typeof files)[number]) => {
    const bytes = await readFile(join(directory, name)).catch((error: unknown) => {
      throw new Error(`${join(directory, name)} is missing; run npm run build`, { cause: error });
    });
    return [pathname, { type, bytes }] as const;
  };
  return new Map(await Promise.all(files.map(read)));
}
