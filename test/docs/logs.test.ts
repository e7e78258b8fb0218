import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { planDates } from '../../src/datadog/reading/date-plan.ts';
import { readLog } from '../../src/datadog/reading/read-log.ts';
import { statusAttributes } from '../../src/datadog/reserved.ts';
import { statusToAdd } from '../../src/datadog/status/status-plan.ts';
import { levelOfText } from '../../src/datadog/status/text-level.ts';
import { readCriPrefix } from '../../src/fluent-bit/cri.ts';
import { fieldsOf, parseObject } from '../../src/json/fields.ts';
import { runCli } from '../../src/cli/run.ts';
import { fakeIo } from '../cli/fake-io.ts';
import { applied, asSent, inputOf, orders } from '../datadog/reading/logs.ts';

const document = readFileSync(new URL('../../docs/logs.md', import.meta.url), 'utf8');
const arrivalMs = Date.parse('2026-11-28T10:01:15Z');
const examples = [...document.matchAll(/```json before\n([^]*?)```\s+```json after\n([^]*?)```/g)].map(
  ([, before = '', after = '']) => [before.trim(), after] as const,
);

describe('docs/logs.md', () => {
  test('has examples', () => expect(examples.length).toBeGreaterThan(4));

  test.each(examples)('%s', (before, after) => {
    expect(planned(parseObject(before)!)).toEqual(JSON.parse(after));
    for (const order of orders)
      expect(['date', 'arrival']).toContain(readLog(JSON.parse(after), arrivalMs, order)!.date.kind);
  });
});

test('the line that is explained is explained so', async () => {
  const [, line = '', said] =
    /```json explained\n([^]*?)```\s+it says\s+```text\n([^]*?)```/.exec(document) ?? [];
  const io = fakeIo({ stdin: [JSON.stringify(JSON.parse(line))] });
  expect([await runCli(['explain'], io), io.stdout.text]).toEqual([0, said]);
});

/** The log as the plans for date and status have it. */
function planned({ log }: Readonly<Record<string, unknown>>): unknown {
  const bytes = Buffer.from(String(log));
  const prefix = readCriPrefix(bytes, 0, bytes.length)!;
  const message = bytes.toString('utf8', prefix.length);
  const inner = fieldsOf(parseObject(message));
  const plain = { outer: { message, stream: prefix.stream }, inner: inner && { ...inner } };
  const plan = planDates(inputOf(plain, { criTimeMs: prefix.timeMs, arrivalMs }));
  const own = statusAttributes.filter((name) => Object.hasOwn(plain.inner ?? {}, name));
  const status = statusToAdd(
    {
      own: own.map((name) => ({ name, value: plain.inner![name] })),
      levels: [],
      textStatus: levelOfText(bytes, prefix.length, bytes.length),
      stream: prefix.stream,
    },
    ['content', 'stream'],
  );
  return { ...asSent(applied(plain, plan)), ...(status === undefined ? {} : { status }) };
}
