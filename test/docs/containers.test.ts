import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Deployment } from 'kubernetes-models/apps/v1';
import { Service, ServiceAccount } from 'kubernetes-models/v1';
import { parseAllDocuments } from 'yaml';
import { runCli } from '../../src/cli/run.ts';
import { intakeVariables, parseIntakeConfig } from '../../src/config/intake.ts';
import { transformVariables } from '../../src/config/variables.ts';
import { fakeIo } from '../cli/fake-io.ts';
import { harness, request } from '../intake/harness.ts';
import { at, root } from '../support/packaged.ts';

/** What a container of the intake is started with. */
interface Container {
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: unknown }[];
  /** The port that it opens, and the places that its checks ask. */
  readonly port: unknown;
  readonly checked: readonly string[];
}

const dockerfile = textOf('Dockerfile');
const task: unknown = JSON.parse(textOf('deploy/ecs-intake.json'));
const ecs = at(task, 'containerDefinitions', 0);
const manifests: unknown[] = parseAllDocuments(textOf('deploy/kubernetes-intake.yaml')).map((document) => {
  expect(document.errors).toEqual([]);
  return document.toJS();
});
const pod = at(manifests[0], 'spec', 'template', 'spec', 'containers', 0);

const containers: Readonly<Record<string, Container>> = {
  'deploy/ecs-intake.json': {
    args: listAt(ecs, 'command'),
    env: listAt(ecs, 'environment'),
    port: at(ecs, 'portMappings', 0, 'containerPort'),
    checked: [/http:[^']+/.exec(listAt<string>(ecs, 'healthCheck', 'command').join(' '))?.[0] ?? ''],
  },
  'deploy/kubernetes-intake.yaml': {
    args: listAt(pod, 'args'),
    env: listAt(pod, 'env'),
    port: at(pod, 'ports', 0, 'containerPort'),
    checked: ['readinessProbe', 'livenessProbe'].map((probe) => {
      const { path, port }: { path: string; port: string } = Object(at(pod, probe, 'httpGet'));
      const [opened] = listAt<{ name: string; containerPort: number }>(pod, 'ports');
      return `http://127.0.0.1:${port === opened?.name ? opened.containerPort : port}${path}`;
    }),
  },
};
const ofAws = ['AWS_REGION'];

describe.each(Object.entries(containers))('%s', (_, { args, env, port, checked }) => {
  test('starts the command that the image starts by itself', async () => {
    const command: string[] = JSON.parse(/^CMD (.*)$/m.exec(dockerfile)![1]!);
    expect(args.slice(0, command.length)).toEqual(command);
    const io = fakeIo();
    expect([await runCli([...args, '--help'], io), io.stderr.text]).toEqual([0, '']);
  });

  test('asks for the health of the port that it opens', async () => {
    expect(args[args.indexOf('--port') + 1]).toBe(String(port));
    expect(dockerfile).toContain(`EXPOSE ${String(port)}\n`);
    for (const place of checked) {
      const { port: asked, pathname } = new URL(place);
      expect(asked).toBe(String(port));
      const { response } = await harness().handle(request({}, { method: 'GET', path: pathname }));
      expect(response.status).toBe(200);
    }
  });

  test('sets what the intake reads, and all that it needs', () => {
    const known = new Set([...Object.keys(intakeVariables), ...Object.keys(transformVariables), ...ofAws]);
    expect(env.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
    const values = Object.fromEntries(env.map(({ name, value }) => [name, value ?? 'from-a-secret']));
    expect(parseIntakeConfig(values).park).toEqual({ bucket: 'firehose-backup', prefix: 'parked/' });
  });

  test('has no key in it', () => {
    const given = env.filter(({ name }) => ['DD_API_KEY', 'INTAKE_ACCESS_KEYS'].includes(name));
    expect(given.filter(({ value }) => value !== undefined)).toEqual([]);
    for (const { name, valueFrom } of given) {
      expect(valueFrom).toEqual({ secretKeyRef: { name: 'kubehose-intake', key: name } });
    }
  });
});

describe('deploy/kubernetes-intake.yaml', () => {
  test('is what Kubernetes takes', () => {
    expect(manifests.map((manifest) => at(manifest, 'kind'))).toEqual([
      'Deployment',
      'ServiceAccount',
      'Service',
    ]);
    const models = [Deployment, ServiceAccount, Service] as const;
    for (const [index, Model] of models.entries()) {
      expect(() => new Model(manifests[index] as never).validate()).not.toThrow();
    }
  });

  test('the service finds the pods and their port', () => {
    const [deployment, account, service] = manifests;
    const labels = at(deployment, 'spec', 'template', 'metadata', 'labels');
    expect(at(service, 'spec', 'selector')).toEqual(labels);
    expect(at(deployment, 'spec', 'selector', 'matchLabels')).toEqual(labels);
    expect(at(service, 'spec', 'ports', 0, 'targetPort')).toBe(at(pod, 'ports', 0, 'name'));
    expect(at(deployment, 'spec', 'template', 'spec', 'serviceAccountName')).toBe(
      at(account, 'metadata', 'name'),
    );
  });
});

describe('Dockerfile', () => {
  const stages = dockerfile.split(/^FROM /m).slice(1);

  test('holds what the build wrote and nothing else, and is not root', () => {
    const last = stages.at(-1)!;
    expect(last.match(/^(?:COPY|ADD) .*$/gm)).toEqual(['COPY --from=build /kubehose/dist /opt/kubehose']);
    expect(last).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
    expect(last).toContain('ENTRYPOINT ["node", "/opt/kubehose/kubehose.mjs"]');
  });

  test('builds by an npm script that is there', () => {
    const scripts = Object.keys(JSON.parse(textOf('package.json')).scripts);
    const [, name = ''] = /^RUN npm run (\S+)$/m.exec(stages[0]!) ?? [];
    expect(scripts).toContain(name);
  });
});

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function listAt<T>(value: unknown, ...path: (string | number)[]): T[] {
  const found = at(value, ...path);
  expect(Array.isArray(found)).toBe(true);
  return found as T[];
}
