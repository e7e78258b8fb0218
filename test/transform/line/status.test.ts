import { expect, test } from '@jest/globals';
import { criTime, enriched, type Environment, type Log } from '../../support/transformed.ts';

const prefixed = (message: Log) => ({ log: `${criTime} stderr F ${JSON.stringify(message)}` });
const warn = { log: { level: 'warn' } };

test.each<[string, Log, unknown, Environment?]>([
  ['in an object `log`', warn, 'warning'],
  ['the same in a JSON message', prefixed(warn), 'warning'],
  ['in a JSON message before the line', { ...warn, message: '{"log":{"level":"debug"}}' }, 'debug'],
  ['in the line, the JSON message has no object', { ...warn, message: '{"log":"debug"}' }, 'warning'],
  ['by the literal key first', prefixed({ ...warn, 'log.level': 'debug' }), 'debug'],
  ['after names that come before it', prefixed({ ...warn, level_name: 'debug' }), 'debug'],
  ['only by `level`', prefixed({ log: { severity: 'warn' } }), 'error'],
  ['not where content does not count', prefixed(warn), 'error', { STATUS_FROM: 'stream' }],
])('the level that ECS nests, %s', (...[, line, status, environment]) => {
  expect(enriched(line, environment)['status']).toBe(status);
});
