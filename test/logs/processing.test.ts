import { describe, expect, test } from '@jest/globals';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { createLogReader, type RecordLogs } from '../../src/logs/record-logs.ts';
import { streamArn, type Environment } from '../support/transformed.ts';
import { arrivalTimeMs, cri, processingOf, rulesOf } from '../transform/process/events.ts';

const rule = (type: string, pattern: string, more = {}) => ({ type, name: `${type} rule`, pattern, ...more });
const rules = (...list: readonly object[]) => ({ DD_LOGS_CONFIG_PROCESSING_RULES: JSON.stringify(list) });
const exclude = rule('exclude_at_match', 'drop');
const mask = rule('mask_sequences', 'secret', { replace_placeholder: '***' });
const badMask = { annotations: rulesOf([rule('mask_sequences', '(', { replace_placeholder: '' })]) };
const hold = { ON_BAD_MASK: 'hold' };

async function read(lines: readonly string[], environment: Environment): Promise<RecordLogs> {
  const reader = createLogReader(parseTransformConfig(environment), await processingOf(environment));
  await reader.load();
  const bytes = Buffer.from(lines.join('\n'));
  return reader.read({ bytes, end: bytes.length, arrivalTimeMs, streamArn });
}

/** Of each log its numbers, and its message or why there is none. */
async function logsOf(lines: readonly string[], environment: Environment): Promise<unknown[]> {
  const found = await read(lines, environment);
  if (found.kind === 'unreadable') return [found.reason];
  expect(found.count).toBe(lines.length);
  return Array.from(found.logs, ({ numbers, log }) => [
    numbers.join(' '),
    typeof log === 'string' ? log : JSON.parse(log.toString()).message,
  ]);
}

describe('lines of one record', () => {
  test.each<[string, readonly string[], Environment, unknown]>([
    ['go out alone', [cri('a'), cri('b', { ns: 1 })], {}, [['0', 'a'], ['1', 'b']]], // prettier-ignore
    ['that are dropped', [cri('drop'), cri('b')], rules(exclude), [['0', 'excluded'], ['1', 'b']]], // prettier-ignore
    ['of text', ['drop', 'a secret'], rules(exclude, mask), [['0', 'excluded'], ['1', 'a ***']]], // prettier-ignore
    ['that are not wanted', [cri('a'), cri('b')], rules(rule('include_at_match', 'a')), [['0', 'a'], ['1', 'excluded']]], // prettier-ignore
    ['of which none is a sample', [cri('a')], rules(rule('sample_at_match', 'a', { sample_rate: 0 })), [['0', 'sampled']]], // prettier-ignore
    ['of a container that is not selected', [cri('a')], { DD_CONTAINER_EXCLUDE: 'name:^web$' }, [['0', 'excluded']]], // prettier-ignore
    ['that the runtime cut', [cri('a', { flag: 'P' }), 'text', cri('b', { ns: 1 })], {}, [['0 2', 'ab'], ['1', 'text']]], // prettier-ignore
    ['that are joined and dropped', [cri('dr', { flag: 'P' }), cri('op', { ns: 1 })], rules(exclude), [['0 1', 'excluded']]], // prettier-ignore
    ['that are joined and masked', [cri('sec', { flag: 'P' }), cri('ret', { ns: 1 })], rules(mask), [['0 1', '***']]], // prettier-ignore
    ['that came twice', [cri('a'), cri('a')], { FOLD_RETRIES: 'true' }, [['0 1', 'a']]],
    ['that came twice, in parts', [cri('a', { flag: 'P' }), cri('b', { ns: 1 }), cri('b', { ns: 1 })], { FOLD_RETRIES: 'true' }, [['0 1 2', 'ab']]], // prettier-ignore
    ['whose pod has a bad mask', [cri('secret', badMask)], {}, [['0', 'secret']]],
    ['whose pod has a bad mask, to be held', [cri('a'), cri('secret', badMask)], hold, ['bad_mask']],
  ])('%s', async (_, lines, environment, expected) => {
    expect(await logsOf(lines, environment)).toEqual(expected);
  });
});

test('a container that a filter includes stays so when the map that is left no longer shows why', async () => {
  const environment = {
    KUBERNETES_ATTRIBUTES: 'container_image',
    DD_CONTAINER_EXCLUDE: 'image:nginx',
    DD_CONTAINER_INCLUDE: 'name:^web$',
  };
  const pod = { container_image: 'nginx:1' };
  const found = await read([cri('a', pod), cri('b', { container: 'api', ...pod })], environment);
  const [log, ...others] = found.kind === 'logs' ? Array.from(found.logs, (each) => String(each.log)) : [];
  expect(others).toEqual(['excluded']);
  expect(log).toContain('"kubernetes":{"container_image":"nginx:1"}');
  expect(await logsOf([log!], environment)).toEqual([['0', 'a']]);
});

describe('a record of more lines than are kept', () => {
  const many = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, n) => line(n));
  const count = 50_001;

  test('has rules, line by line', async () => {
    const found = await read(
      many(count, (n) => (n === 1 ? 'drop' : '{"log":"secret"}')),
      rules(exclude, mask),
    );
    if (found.kind !== 'logs') throw new Error(found.reason);
    expect(found.count).toBe(count);
    const logs = Array.from(found.logs, ({ numbers, log }) => [numbers[0], String(log).slice(0, 14)]);
    expect(logs.slice(0, 3)).toEqual([[0, '{"message":"**'], [1, 'excluded'], [2, '{"message":"**']]); // prettier-ignore
    expect(logs).toHaveLength(count);
  });

  test('is held for one of them', async () => {
    const found = await read(
      many(count, (n) => (n === count - 1 ? cri('a', badMask) : 'a')),
      hold,
    );
    expect(found).toEqual({ kind: 'unreadable', reason: 'bad_mask', count });
  });
});

test('messages of CloudWatch Logs are not processed', async () => {
  const envelope = {
    messageType: 'DATA_MESSAGE',
    logGroup: '/g',
    logStream: 's',
    logEvents: ['drop', 'b'].map((message, id) => ({ id: `${id}`, timestamp: arrivalTimeMs, message })),
  };
  const found = await read([JSON.stringify(envelope), cri('drop')], rules(exclude));
  const logs = found.kind === 'logs' ? Array.from(found.logs, ({ log }) => typeof log === 'string') : [];
  expect(logs).toEqual([false, false, true]);
});
