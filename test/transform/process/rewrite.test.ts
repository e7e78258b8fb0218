import { describe, expect, test } from '@jest/globals';
import { ByteWriter } from '../../../src/codec/byte-writer.ts';
import { parseTransformConfig } from '../../../src/config/transform.ts';
import type { ObjectLine } from '../../../src/transform/line/line-view.ts';
import { Rewrite } from '../../../src/transform/process/rewrite.ts';
import { fixedKeys } from '../../../src/transform/line/attributes.ts';
import { LineReader } from '../../../src/transform/line/read-line.ts';
import { PodCache } from '../../../src/transform/pod/pod-cache.ts';

const reader = new LineReader(fixedKeys, new PodCache(parseTransformConfig({})));

/** The line after some changes; `undefined` where there were none. */
function rewritten(text: string, change: (rewrite: Rewrite, line: ObjectLine) => void): string | undefined {
  const bytes = Buffer.from(text);
  const line = reader.readObject(bytes, 0, bytes.length)!;
  const rewrite = new Rewrite(line);
  change(rewrite, line);
  if (rewrite.isEmpty) return undefined;
  const changed = rewrite.read(reader, new ByteWriter());
  return changed.bytes.toString('utf8', changed.start, changed.end);
}

describe('tags of processing', () => {
  test.each([
    ['{"log":"x"}', '{"log":"x","ddtags":"a:1,b:2"}'],
    ['{}', '{"ddtags":"a:1,b:2"}'],
    ['{"ddtags":"own:1","log":"x"}', '{"ddtags":"own:1,a:1,b:2","log":"x"}'],
    ['{"ddtags":""}', '{"ddtags":"a:1,b:2"}'],
    ['{"ddtags":["own:1"]}', '{"ddtags":["own:1","a:1","b:2"]}'],
    ['{"ddtags":[]}', '{"ddtags":["a:1","b:2"]}'],
    ['{"ddtags":{"own":1}}', undefined],
    ['{"ddtags":7}', undefined],
    ['{"ddtags":null}', undefined],
  ])('%s becomes %s', (line, expected) => {
    expect(rewritten(line, (rewrite) => rewrite.addTags(['a:1', 'b:2']))).toBe(expected);
  });

  test('none change nothing', () => {
    expect(rewritten('{"log":"x"}', (rewrite) => rewrite.addTags([]))).toBeUndefined();
  });
});

describe('other changes', () => {
  test.each<[string, (rewrite: Rewrite, line: ObjectLine) => void, string | undefined]>([
    ['a member goes', (rewrite, { object }) => rewrite.cut(object.members[0]!), '{"b":2}'],
    ['members come', (rewrite) => rewrite.append(Buffer.from('"c":3,"d":4')), '{"a":1,"b":2,"c":3,"d":4}'],
    ['none come', (rewrite) => rewrite.append(Buffer.from('')), undefined],
    [
      'a text is replaced, wherever that stands',
      (rewrite, { object: { members } }) => {
        rewrite.replace(members[1]!.valueStart, members[1]!.valueEnd, Buffer.from('20'));
        rewrite.replace(members[0]!.valueStart, members[0]!.valueEnd, Buffer.from('10'));
      },
      '{"a":10,"b":20}',
    ],
  ])('%s', (_, change, expected) => {
    expect(rewritten('{"a":1,"b":2}', change)).toBe(expected);
  });
});
