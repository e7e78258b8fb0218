import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { manifests } from '../../src/cluster/manifests.ts';
import { root } from '../support/packaged.ts';

const documents = [...markdownIn('.'), ...markdownIn('docs'), ...markdownIn('docs/decisions')];

test('there are documents', () => {
  expect(documents).toEqual(expect.arrayContaining(['README.md', 'docs/deploy.md', 'docs/operations.md']));
});

describe.each(documents)('%s', (path) => {
  const text = textOf(path);

  test('links to files and headings that exist', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    expect(links.filter((target) => !/^https?:/.test(target) && !leadsSomewhere(path, target))).toEqual([]);
  });

  test('names npm scripts that exist', () => {
    const scripts = Object.keys(JSON.parse(textOf('package.json')).scripts);
    const named = [...text.matchAll(/\bnpm (?:run ([\w:]+)|(start|test)\b)/g)].map(
      ([, run, short]) => run ?? short,
    );
    expect(named.filter((name) => name !== undefined && !scripts.includes(name))).toEqual([]);
  });

  test('puts no key on a command line, where the history and ps show it', () => {
    expect(text).not.toMatch(/--secret-string (?!file:)/);
  });

  test('names files that exist', () => {
    const named = [...text.matchAll(/`((?:src|test|docs|deploy|handlers|bench|scripts)\/[\w./-]+)`/g)];
    expect(named.map(([, file = '']) => file).filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});

describe('ARCHITECTURE.md', () => {
  const text = textOf('ARCHITECTURE.md');

  test('is short enough to be read', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(200);
  });

  test('maps every folder of the code', () => {
    const folders = readdirSync(join(root, 'src')).map((name) => `src/${name}/`);
    const mapped = [...text.matchAll(/^\| `([\w./-]+\/)`/gm)].map(([, folder]) => folder);
    expect(mapped).toEqual(
      expect.arrayContaining([...folders, 'handlers/', 'test/', 'bench/', 'scripts/', 'docs/']),
    );
  });

  test('says for each law which tests hold it, and they are there', () => {
    const laws = [...text.matchAll(/^\| (\d+) +\|[^|]*\|([^|]*)\|$/gm)];
    expect(laws.map(([, number]) => Number(number))).toEqual(
      Array.from({ length: 13 }, (_, index) => index + 1),
    );
    for (const [, , held = ''] of laws) {
      const tests = [...held.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
      expect(tests.length).toBeGreaterThan(0);
      expect(tests.filter((name) => !name.startsWith('test/') || !existsSync(join(root, name)))).toEqual([]);
    }
  });
});

test('docs/deploy.md says how to remove what its steps made', () => {
  const [, removal = ''] = textOf('docs/deploy.md').split('\n## Remove\n');
  const options = {
    streamName: 'logs',
    region: 'eu-west-1',
    crio: false,
    simpleAggregation: false,
    sample: true,
  };
  const namespaces = [...manifests(options).matchAll(/kind: Namespace\nmetadata:\n {2}name: (\S+)/g)];
  expect(namespaces).toHaveLength(2);
  for (const [, name] of namespaces) expect(removal).toContain(`kubectl delete namespace ${name}`);
  expect(removal).toMatch(/aws iam delete-role-policy --role-name fargate-pods --policy-name kubehose/);
  expect(removal).toMatch(/aws logs delete-log-group --log-group-name shop-fluent-bit-logs/);
});

function leadsSomewhere(from: string, target: string): boolean {
  const [file = '', heading] = target.split('#');
  const path = file === '' ? from : normalize(join(dirname(from), file));
  if (!existsSync(join(root, path))) return false;
  return heading === undefined || headingsOf(textOf(path)).includes(heading);
}

/** Anchors as GitHub makes them. */
function headingsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => normalize(join(folder, name)));
}

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
