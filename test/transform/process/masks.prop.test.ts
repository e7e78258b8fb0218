import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runs } from '../../support/property.ts';
import { eventOf, processingTransform, rulesOf, textsOf } from './events.ts';

const secret = 'S3CRETtoken';
const mask = { type: 'mask_sequences', name: 'secret', pattern: secret, replace_placeholder: '[masked]' };
const environment = { DD_LOGS_CONFIG_PROCESSING_RULES: JSON.stringify([mask]) };

const words = fc.oneof(
  fc.constantFrom(
    secret,
    `a ${secret} b`,
    `${secret}${secret}`,
    'other',
    '{"a":1}',
    `{"a":"${secret}"}`,
    `é\n${secret}"\\`,
    '{"cut',
  ),
  fc.string(),
);
const flags = fc.constantFrom('F', 'F', 'P');
const kubernetes = { pod_name: 'web', container_name: 'web', docker_id: 'x' };
const fromPod = { ...kubernetes, annotations: rulesOf([mask]) };

/** Every shape in which the text of an application may come. */
const lines = fc.oneof(
  fc.tuple(words, flags).map(([text, flag]) => ({ log: `2026-11-28T10:00:00.1Z stdout ${flag} ${text}` })),
  fc
    .tuple(words, flags)
    .map(([log, logtag]) => ({ log, logtag, stream: 'stdout', time: '2026-11-28T10:00:00.1Z' })),
  fc.tuple(words, words).map(([message, other]) => ({ message, level: 'info', other })),
  words.map((text) => ({ n: 18, nested: { list: [text, { [text]: text }] } })),
  fc.tuple(words, words).map(([log, message]) => ({ log, message })),
  words.map((text) => ({ log: JSON.stringify({ text }), text })),
  fc.tuple(words, words).map(([log, other]) => ({ log, other, service: other, status: log })),
);

async function out(records: readonly Buffer[], settings: Record<string, string>): Promise<string> {
  const transform = await processingTransform(settings);
  return textsOf(await transform(eventOf(records))).join('\n');
}

test('a masked text is nowhere in the output, whatever the line looks like, and JSON stays JSON', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(lines, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      fc.boolean(),
      fc.constantFrom('true', 'false'),
      async (list, isPods, isPacked, KEEP_LOG) => {
        const texts = list.map((line) =>
          JSON.stringify({ ...line, kubernetes: isPods ? fromPod : kubernetes }),
        );
        const records = isPacked ? [gzipSync(texts.join('\n'))] : texts.map((text) => Buffer.from(text));
        const output = await out(records, { ...(isPods ? {} : environment), KEEP_LOG });
        // The rule itself stands in the annotation.
        expect(output.replaceAll(JSON.stringify(fromPod), '')).not.toContain(secret);
        for (const line of output.split('\n')) if (line !== '') JSON.parse(line);
      },
    ),
    runs(0.5),
  );
});

test('nor in plain text, or in text behind a CRI prefix', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(words, { minLength: 1, maxLength: 3 }), async (list) => {
      const texts = list.flatMap((text) => [text, `2026-11-28T10:00:00.1Z stdout F ${text}`]);
      expect(
        await out(
          texts.map((text) => Buffer.from(text)),
          environment,
        ),
      ).not.toContain(secret);
    }),
    runs(0.3),
  );
});

test('with a response that has no room, nothing goes out unmasked', async () => {
  const text = `${secret}\n`.repeat(600_000);
  const output = await out([gzipSync(text), Buffer.from(secret)], environment);
  expect(output).not.toContain(secret);
});
