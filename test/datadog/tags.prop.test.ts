import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cleanTag, mergeTags, splitTags } from '../../src/datadog/tags.ts';
import { runs } from '../support/property.ts';
import { breaksClientDuty } from './client-duty.ts';

const unit = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ':',
      ',',
      ' ',
      '\n',
      '_',
      'a',
      'Z',
      '\u0000',
      '\ufffd',
      '🐨',
      '\ud800',
      '\u2028',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
);
const text = fc.string({ unit, maxLength: 500 });

describe('cleanTag', () => {
  test('is idempotent and does its duty', () => {
    fc.assert(
      fc.property(text, (raw) => {
        const clean = cleanTag(raw);
        if (clean === undefined) return;
        expect(breaksClientDuty(clean)).toBeUndefined();
        expect(cleanTag(clean)).toBe(clean);
      }),
      runs(),
    );
  });

  test('leaves alone what needs no cleaning', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9_./-]{0,90}$/);
    fc.assert(
      fc.property(word, word, (key, value) => expect(cleanTag(`${key}:${value}`)).toBe(`${key}:${value}`)),
      runs(),
    );
  });
});

describe('splitTags', () => {
  test('what is joined comes apart again', () => {
    fc.assert(
      fc.property(text, (ddtags) => {
        const tags = splitTags(ddtags);
        expect(splitTags(tags.join(','))).toEqual(tags);
      }),
      runs(),
    );
  });
});

describe('mergeTags', () => {
  const tags = fc.array(
    fc.nat(300).map((value) => `t:${value}`),
    { maxLength: 150 },
  );

  test('at most 100 different ones, all from the lists in their order, those to keep among them', () => {
    fc.assert(
      fc.property(
        fc.array(tags, { maxLength: 4 }),
        fc.array(fc.nat(300), { maxLength: 4 }),
        (lists, kept) => {
          const keep = kept.map((value) => `t:${value}`);
          const merged = mergeTags(lists, keep);
          const all = [...new Set(lists.flat())];
          expect(merged).toEqual(all.filter((candidate) => merged.includes(candidate)));
          expect(merged.length).toBe(Math.min(all.length, 100));
          expect(keep.filter((wanted) => all.includes(wanted) && !merged.includes(wanted))).toEqual([]);
        },
      ),
      runs(),
    );
  });

  test('merging the outcome with the same lists again changes nothing', () => {
    fc.assert(
      fc.property(
        tags,
        fc.array(tags, { maxLength: 3 }),
        fc.array(fc.nat(300), { maxLength: 4 }),
        (own, further, kept) => {
          const keep = kept.map((value) => `t:${value}`);
          const merged = mergeTags([own, keep, ...further], keep);
          expect(mergeTags([merged], keep)).toEqual(merged);
          expect(mergeTags([merged, keep, ...further], keep)).toEqual(merged);
        },
      ),
      runs(),
    );
  });
});
