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

/** A JSON object of so many bytes. */
function objectOf(length: number, text = ''): string {
  return `{"a":"${text.padEnd(length - 8, 'x')}"}`;
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

  test.each([
    ['an object of 96 bytes', objectOf(96), true],
    ['one of 95, which is read faster than it is found', objectOf(95), false],
    ['a sixteenth of what there is room for', objectOf(1_024), true],
    ['more than that', objectOf(1_025), false],
    ['what does not end by itself', '7'.repeat(96), false],
    ['a list', `[${'7'.repeat(94)}]`, false],
  ])('is %s', (_, text, isKept) => {
    const memo = new PodMemo<string>(16 * 1_024);
    const bytes = Buffer.from(text);
    memo.getOrCreate(bytes, 0, bytes.length, () => 'known');
    expect(memo.matchAt(bytes, 0, bytes.length)?.value).toBe(isKept ? 'known' : undefined);
  });

  test('is found where maps end before those differ that begin like them', () => {
    const memo = new PodMemo<string>();
    const short = objectOf(100);
    const texts = ['a', 'b', 'c'].map((last) => short.replace(/.\}$/u, `,${'y'.repeat(80)}${last}}`));
    for (const text of [...texts, short, objectOf(99), objectOf(98)]) {
      const bytes = Buffer.from(text);
      expect(memo.getOrCreate(bytes, 0, bytes.length, () => text).value).toBe(text);
    }
    for (const text of [...texts, short, objectOf(99), objectOf(98)]) {
      const bytes = Buffer.from(text);
      expect(memo.matchAt(bytes, 0, bytes.length)?.value).toBe(text);
      expect(memo.matchAt(bytes, 0, bytes.length - 1)).toBeUndefined();
      const behind = Buffer.from(`xx${text},"a":1}`);
      expect(memo.matchAt(behind, 2, behind.length)?.value).toBe(text);
      expect(memo.getOrCreate(behind, 2, 2 + text.length, () => 'made again').value).toBe(text);
    }
  });

  test('is remembered up to its size, and then what is new', () => {
    const memo = new PodMemo<number>(16 * 128);
    const texts = Array.from({ length: 17 }, (_, n) =>
      Buffer.from(objectOf(128, String(n).padStart(2, '0'))),
    );
    for (const [n, text] of texts.entries()) memo.getOrCreate(text, 0, text.length, () => n);
    const known = (): (number | undefined)[] =>
      texts.map((text) => memo.matchAt(text, 0, text.length)?.value);
    expect(known().filter((value) => value !== undefined)).toEqual([16]);
    for (const [n, text] of texts.slice(0, 15).entries()) memo.getOrCreate(text, 0, text.length, () => n);
    expect(known().filter((value) => value !== undefined)).toHaveLength(16);
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
