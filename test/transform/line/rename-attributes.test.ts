import { expect, test } from '@jest/globals';
import { textOf } from '../../support/transformed.ts';

const environment = { RENAME_ATTRIBUTES: 'status:http.status_code,host:http.host' };

test.each([
  ['in the line', '{"a":1,"host":"h","status":404', '{"a":1,"http.host":"h","http.status_code":404'],
  ['by an escaped key', '{"h\\u006fst":"h"', '{"http.host":"h"'],
  ['twice', '{"host":1,"host":{"host":2}', '{"http.host":1,"http.host":{"host":2}'],
  [
    'in the JSON of a log',
    '{"log":"{\\"host\\":\\"\\u0068\\",\\"status\\":404}"',
    '{"message":"{\\"http.host\\":\\"\\u0068\\",\\"http.status_code\\":404}"',
  ],
  [
    'in the JSON of a message, and not of the log beside it',
    '{"message":"{\\"status\\":\\"404\\"}","log":"{\\"host\\":1}"',
    '{"message":"{\\"http.status_code\\":\\"404\\"}","log":"{\\"host\\":1}"',
  ],
  ['nothing that is a level', '{"status":"warn","b":"host"', '{"status":"warn","b":"host"'],
  ['nothing in a text', '{"log":"host status"', '{"message":"host status"'],
])('RENAME_ATTRIBUTES changes keys %s', (_, start, expected) => {
  const output = textOf(`${start},"end":1}`, environment);
  expect(output.startsWith(`${expected},"end":1,`)).toBe(true);
  expect(textOf(output, environment)).toBe(output);
});
