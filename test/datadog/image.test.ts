import { describe, expect, test } from '@jest/globals';
import { containerImage, splitImage } from '../../src/datadog/image.ts';

const digest = 'sha256:5bef08742407efd622d243692b79ba0055383bbce12900324f75e56f589aedb0';
const ecr = '111122223333.dkr.ecr.us-east-2.amazonaws.com';

/** [reference, long name, registry, short name, tag] */
const references: readonly [string, string, string | undefined, string, string | undefined][] = [
  ['nginx', 'nginx', undefined, 'nginx', undefined],
  ['nginx:latest', 'nginx', undefined, 'nginx', 'latest'],
  ['nginx:', 'nginx', undefined, 'nginx', undefined],
  ['datadog/docker-dd-agent', 'datadog/docker-dd-agent', undefined, 'docker-dd-agent', undefined],
  [
    'datadog/docker-dd-agent:latest-jmx',
    'datadog/docker-dd-agent',
    undefined,
    'docker-dd-agent',
    'latest-jmx',
  ],
  [`redis@${digest}`, 'redis', undefined, 'redis', undefined],
  [`org/redis@${digest}`, 'org/redis', undefined, 'redis', undefined],
  [`org/redis:latest@${digest}`, 'org/redis', undefined, 'redis', 'latest'],
  [
    'myregistry.local:5000/testing/test-image:version',
    'myregistry.local:5000/testing/test-image',
    'myregistry.local:5000',
    'test-image',
    'version',
  ],
  ['myregistry.local:5000/a/b/c', 'myregistry.local:5000/a/b/c', 'myregistry.local:5000', 'c', undefined],
  [`${ecr}/shop/checkout:1.42.0`, `${ecr}/shop/checkout`, ecr, 'checkout', '1.42.0'],
  [`${ecr}/shop/orders@sha256@${digest}`, `${ecr}/shop/orders@sha256`, ecr, 'orders@sha256', undefined],
];

describe('splitImage', () => {
  test.each(references)('%s', (reference, longName, registry, shortName, tag) => {
    expect(splitImage(reference)).toEqual({ longName, registry, shortName, tag });
  });

  test.each(['', digest, 'sha256:'])('no name in %j', (reference) =>
    expect(splitImage(reference)).toBeUndefined(),
  );
});

describe('containerImage', () => {
  test.each([
    ['nginx:1.23', `httpd@${digest}`, 'nginx', '1.23'],
    [digest, `httpd@${digest}`, 'httpd', undefined],
    [undefined, `httpd@${digest}`, 'httpd', undefined],
    [undefined, undefined, undefined, undefined],
    [digest, digest, undefined, undefined],
  ])('%s with image id %s', (reference, imageId, shortName, tag) => {
    expect(containerImage(reference, imageId)?.shortName).toBe(shortName);
    expect(containerImage(reference, imageId)?.tag).toBe(tag);
  });
});
