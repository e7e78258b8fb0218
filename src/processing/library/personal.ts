import { cardLength, ibanLength, ipv6Length } from './checks.ts';
import type { LibraryMask } from './mask-entry.ts';

/** Masks of what belongs to persons and their networks. */
export const personal = {
  credit_card: {
    finds: 'Card numbers of 13 to 19 digits, also in groups, with a right check digit (Luhn)',
    pattern: String.raw`\b(?:\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{1,7}|\d{4}[ -]\d{6}[ -]\d{4,5}|\d{13,19})\b`,
    replacement: '[card]',
    validate: cardLength,
  },
  iban: {
    finds:
      'International bank account numbers with the length of their country and a right check number (mod 97)',
    pattern: String.raw`\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b`,
    replacement: '[iban]',
    validate: ibanLength,
  },
  email: {
    finds: 'E-mail addresses',
    pattern: String.raw`[a-zA-Z0-9_.+%-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*\.[a-zA-Z]{2,}`,
    replacement: '[email]',
  },
  ipv4: {
    finds: 'IPv4 addresses (four numbers from 0 to 255)',
    pattern: String.raw`\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b`,
    replacement: '[ip]',
    hint: /\d\.\d{1,3}\.\d/,
  },
  ipv6: {
    finds: 'IPv6 addresses with at least one digit',
    pattern: String.raw`(?:\b[0-9A-Fa-f]{1,4}|:):(?:[0-9A-Fa-f]{0,4}:){0,6}[0-9A-Fa-f]{1,4}\b`,
    replacement: '[ip]',
    hint: /::|:[0-9A-Fa-f]{1,4}:/,
    validate: ipv6Length,
  },
  ansi_colours: {
    finds: 'Terminal colours and cursor codes, as bytes or as escapes in JSON',
    pattern: String.raw`(?:\x1b|\\u001[bB]|\\x1[bB])\[[0-9;?]*[A-Za-z]`,
    replacement: '',
    hint: new RegExp(String.raw`(?:\u001b|u001[bB]|x1[bB])\[`),
  },
} as const satisfies Record<string, LibraryMask>;
