import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { PodMemo } from '../../../src/transform/pod/pod-memo.ts';
import { runs } from '../../support/property.ts';

/** As the Go plugin writes it on Fargate: keys sorted, so that all pods of a deployment begin alike. */
function goMap(pod: number): string {
  const id = pod.toString(16).padStart(12, '0');
  return JSON.stringify({
    annotations: { CapacityProvisioned: '0.25vCPU 0.5GB', Logging: 'LoggingEnabled' },
    container_image: '111122223333.dkr.ecr.us-east-2.amazonaws.com/shop/checkout:1.42.0',
    container_name: 'web',
    docker_id: `${id}b6321abbfc28bba6642b3c6a5bdfc5f0`,
    labels: { app: 'checkout', 'eks.amazonaws.com/fargate-profile': 'fp-default' },
    namespace_name: 'shop',
    pod_name: `checkout-7d9c5b6f4c-${id}`,
  });
}

describe('what is remembered of pods', () => {
  test('is found among 8,000 that begin alike, and only the right map is compared', () => {
    const memo = new PodMemo<number>();
    const texts = Array.from({ length: 8_000 }, (_, pod) => Buffer.from(goMap(pod)));
    for (const [pod, text] of texts.entries()) memo.getOrCreate(text, 0, text.length, () => pod);
    const create = jest.fn(() => -1);
    for (const [pod, text] of texts.entries()) {
      const line = Buffer.concat([Buffer.from('{"kubernetes":'), text, Buffer.from(',"log":"x"}\n')]);
      const compare = jest.spyOn(line, 'compare');
      expect(memo.matchAt(line, 14, line.length)?.value).toBe(pod);
      expect(compare).toHaveBeenCalledTimes(1);
      expect(memo.getOrCreate(text, 0, text.length, create).value).toBe(pod);
    }
    expect(create).not.toHaveBeenCalled();
  });

  test('is that of the very same bytes, whatever maps there are', () => {
    const maps = fc.uniqueArray(
      fc
        .tuple(fc.constantFrom('a', 'b', 'ab'), fc.string({ maxLength: 6 }), fc.nat(3))
        .map(([key, value, pad]) =>
          JSON.stringify({ [key.repeat(50)]: value, pad: 'x'.repeat(pad), end: 'y'.repeat(40) }),
        ),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(maps, fc.nat(), (texts, cut) => {
        const memo = new PodMemo<string>();
        for (const text of [...texts, ...texts]) {
          const bytes = Buffer.from(text);
          expect(memo.getOrCreate(bytes, 0, bytes.length, () => text).value).toBe(text);
        }
        for (const text of texts) {
          const bytes = Buffer.from(`${text}}`);
          expect(memo.matchAt(bytes, 0, bytes.length)?.value).toBe(text);
          expect(memo.matchAt(bytes, 0, cut % (bytes.length - 1))).toBeUndefined();
        }
      }),
      runs(),
    );
  });

  test('is forgotten past its size', () => {
    const memo = new PodMemo<number>(16 * 1024);
    const texts = Array.from({ length: 100 }, (_, pod) => Buffer.from(goMap(pod)));
    for (const [pod, text] of texts.entries()) memo.getOrCreate(text, 0, text.length, () => pod);
    const known = texts.filter((text) => memo.matchAt(text, 0, text.length) !== undefined);
    expect(known.length).toBeGreaterThan(0);
    expect(known.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(16 * 1024);
    expect(memo.getOrCreate(texts[0]!, 0, texts[0]!.length, () => -1).value).toBe(-1);
  });
});
