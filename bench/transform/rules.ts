/** Ten rules of the kinds that people write: filters of health checks and noise, masks of what is personal or secret. */
export const tenRules: readonly Readonly<Record<string, string | number>>[] = [
  {
    type: 'exclude_at_match',
    name: 'health',
    pattern: String.raw`(?:GET|HEAD) /(?:healthz?|readyz?|livez|ping)\b`,
  },
  { type: 'exclude_at_match', name: 'probes', pattern: String.raw`kube-probe/\d` },
  { type: 'exclude_at_match', name: 'trace', pattern: '(?i)level=trace' },
  { type: 'sample_at_match', name: 'dates', pattern: String.raw`^\d{4}-\d{2}-\d{2}T`, sample_rate: 100 },
  mask('email', String.raw`[a-zA-Z0-9_.+-]+@[a-zA-Z0-9-]+\.[a-zA-Z0-9.-]+`),
  mask('ipv4', String.raw`\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}`),
  mask(
    'cards',
    String.raw`(?:4[0-9]{12}(?:[0-9]{3})?|[25][1-7][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11})`,
  ),
  mask('secrets', String.raw`(?i)(?:token|password|api_?key)["']?\s*[:=]\s*\S+`),
  { type: 'mask_sequences', name: 'bearer', library: 'bearer_token' },
  { type: 'mask_sequences', name: 'jwt', library: 'jwt' },
];

function mask(name: string, pattern: string): Readonly<Record<string, string>> {
  return { type: 'mask_sequences', name, pattern, replace_placeholder: `[${name}]` };
}
