import { describe, expect, test } from '@jest/globals';
import { library, libraryNames, type LibraryName } from '../../../src/processing/library/library.ts';
import type { LibraryMask } from '../../../src/processing/library/mask-entry.ts';
import { passesLuhn } from '../../../src/processing/library/checks.ts';
import { compiled, textAfter } from '../rules/compiled.ts';

/** Tokens are put together here, so that no scanner takes this file for a leak. */
const of = (prefix: string, length: number): string => prefix + 'a1B2c3D4e5'.repeat(30).slice(0, length);
const jwt = `${btoa('{"alg":"HS256","typ":"JWT"}').replaceAll('=', '')}.${btoa('{"sub":"1"}').replaceAll('=', '')}.c2lnbmF0dXJl`;
const pem = (kind: string, body: string): string =>
  `-----BEGIN ${kind}PRIVATE KEY-----${body}-----END ${kind}PRIVATE KEY-----`;

/** Name → what is masked, and what only looks alike. */
const cases: Readonly<
  Record<LibraryName, { readonly found: readonly string[]; readonly left: readonly string[] }>
> = {
  credit_card: {
    found: [
      '3782 822463 10005',
      '378734493671000',
      '3056 930902 5904',
      '6011111111111117',
      '3530111333300000',
      '5555555555554444',
      '4111 1111 1111 1111',
      '4222222222222',
      '4111-1111-1111-1111',
    ],
    left: [
      '4111111111111112',
      '1234 5678 9012 3456',
      '0000000000000000',
      'trace 1234567890123456',
      '20240102100000',
    ],
  },
  iban: {
    found: [
      'DE89370400440532013000',
      'DE89 3704 0044 0532 0130 00',
      'GB82 WEST 1234 5698 7654 32',
      'NO9386011117947',
    ],
    left: ['DE88370400440532013000', 'XX89370400440532013000', 'AB12 CDEF 3456 7890'],
  },
  email: {
    found: ['a.b+c@example.co.uk', 'x_y@sub-domain.example'],
    left: ['user@host', '@decorator', 'a @ b.c'],
  },
  ipv4: { found: ['10.0.3.7', '255.255.255.255'], left: ['256.1.1.1', '1.2.3', 'v1.2.3.4000'] },
  ipv6: {
    found: ['2001:db8::1', 'fe80::1ff:fe23:4567:890a', '2001:0db8:0000:0000:0000:0000:0000:0001', '::1'],
    left: ['12:34:56', 'std::vector', 'cafe::bed', '10:00:00.123', 'a:b:c'],
  },
  ansi_colours: { found: ['\u001b[31m', '\u001b[0m', '\\u001b[1;32m', '\u001b[2K'], left: ['[31m'] },
  aws_access_key_id: {
    found: [['AKIA', 'IOSFODNN7EXAMPLE'].join(''), ['ASIA', 'Y34FZKBOKMUTVV7A'].join('')],
    left: ['AKIA123', 'AKIArole'],
  },
  aws_secret_access_key: {
    found: [`aws_secret_access_key=${of('', 40)}`, `"SecretAccessKey": "${of('', 40)}"`],
    left: ['secret_key=short', of('', 40)],
  },
  jwt: { found: [jwt], left: ['eyJhbGciOiJub25l', `eyJub3RoaW5nIjoxfQ.eyJub3RoaW5nIjoxfQ.abc`] },
  bearer_token: {
    found: ['Authorization: Bearer abc.def-123456', 'authorization: basic dXNlcjpwYXNzd29yZA=='],
    left: ['bearer of news', 'basic setup'],
  },
  url_credentials: {
    found: ['postgres://user:p4ss@db:5432/x', 'https://a:b@example.com', 'redis://:secret@cache'],
    left: ['https://example.com/a@b', 'https://user@example.com'],
  },
  private_key: {
    found: [pem('RSA ', '\nMIIEabc+/=\n'), pem('', '\\nMIIEabc\\n'), '-----BEGIN PRIVATE KEY-----\nMIIEabc'],
    left: ['-----BEGIN CERTIFICATE-----\nMII', '-----BEGIN PUBLIC KEY-----'],
  },
  github_token: { found: [of('ghp_', 36), of('github_pat_', 60)], left: [of('ghp_', 10), 'ghp_'] },
  gitlab_token: {
    found: [of('glpat-', 20), of('glrt-', 24)],
    left: ['glpat-short', 'glide-something-else-here-now'],
  },
  slack_token: {
    found: [of('xoxb-1234567890-', 24), `https://hooks.slack.com/services/T0/B0/${of('', 24)}`],
    left: ['xoxb-', 'hooks.slack.com/help'],
  },
  stripe_key: {
    found: [of('sk_live_', 24), of('rk_test_', 24), of('whsec_', 32)],
    left: ['pk_live_abc', 'sk_live_'],
  },
  google_api_key: { found: [of('AIza', 35), of('ya29.', 40)], left: ['AIza', 'ya29.'] },
  twilio_key: {
    found: [`SK${'0a'.repeat(16)}`, `${of('SG.', 22)}.${of('', 43)}`],
    left: ['SK123', 'SG.a.b'],
  },
  package_token: {
    found: [of('npm_', 36), of('pypi-', 60), of('dckr_pat_', 27)],
    left: ['npm_config_registry', 'pypi-server'],
  },
  api_token: {
    found: [of('sk-', 48), of('hf_', 34), `dop_v1_${'0a'.repeat(32)}`, of('hvs.', 24)],
    left: ['sk-1', 'task-force', 'hf_x'],
  },
};

describe.each(libraryNames)('%s', (name) => {
  const lists = [compiled({ type: 'mask_sequences', library: name, replace_placeholder: '#' })];
  const around = (text: string): string => `before ${text} behind`;

  test.each(cases[name].found)('finds %j', (text) => {
    const { hint }: LibraryMask = library[name];
    expect(hint?.test(around(text))).not.toBe(false);
    const masked = textAfter(lists, around(text))!;
    expect(masked).toMatch(/^before .*#/s);
    expect(masked).not.toContain(text);
    if (!text.startsWith('-----BEGIN PRIVATE')) expect(masked).toMatch(/ behind$/);
  });

  test.each(cases[name].left)('leaves %j', (text) => {
    expect(textAfter(lists, around(text))).toBe(around(text));
  });
});

test.each(libraryNames)('%s ends on long texts of one kind', (name) => {
  const lists = [compiled({ type: 'mask_sequences', library: name })];
  // With work that grows with the square of the text, each of these would take minutes.
  for (const unit of [
    '1',
    'a',
    'A1',
    '1.',
    ':',
    '4111 ',
    '://',
    '://a:',
    'a@',
    'eyJ.',
    '-----BEGIN PRIVATE KEY-----',
    'AKIA',
    'SK',
    'sk-',
  ])
    expect(textAfter(lists, unit.repeat(100_000 / unit.length))).toBeDefined();
});

describe('what a mask puts', () => {
  test.each<[LibraryName, string, string]>([
    ['credit_card', 'id 1234 4111 1111 1111 1111, ok', 'id 1234 [card], ok'],
    ['iban', 'to DE89 3704 0044 0532 0130 00 AND MORE', 'to [iban] AND MORE'],
    ['url_credentials', 'postgres://user:p4ss@db/x', 'postgres://[credentials]@db/x'],
    ['bearer_token', 'Authorization: Bearer abcdefgh1', 'Authorization: Bearer [token]'],
    ['ansi_colours', '\u001b[31mred\u001b[0m', 'red'],
  ])('%s', (name, text, expected) => {
    expect(textAfter([compiled({ type: 'mask_sequences', library: name })], text)).toBe(expected);
  });
});

test('Luhn', () => {
  expect([passesLuhn('79927398713'), passesLuhn('79927398710')]).toEqual([true, false]);
});
