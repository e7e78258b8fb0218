import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { root } from '../support/packaged.ts';

const directory = join(root, '.github', 'workflows');

test.each(readdirSync(directory))(
  '%s uses actions by commit, and may only read unless it says more',
  (name) => {
    const text = readFileSync(join(directory, name), 'utf8');
    const workflow: { permissions: unknown; jobs: Record<string, { 'timeout-minutes'?: number }> } =
      parse(text);
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(workflow.jobs)) expect(job['timeout-minutes']).toBeGreaterThan(0);
    const used = [...text.matchAll(/uses: (.*)/g)].map(([, action]) => action);
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) expect(action).toMatch(/^[\w./-]+@[0-9a-f]{40} # v[\d.]+$/);
  },
);
