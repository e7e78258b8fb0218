import { jwtLength } from './checks.ts';
import type { LibraryMask } from './mask-entry.ts';

/** Masks of keys, passwords and tokens, by the prefixes that their makers give them. */
export const secrets = {
  aws_access_key_id: {
    finds: 'AWS access key ids (`AKIA…`, `ASIA…` and other kinds)',
    pattern: String.raw`\b(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z2-7]{16}\b`,
    replacement: '[aws-access-key-id]',
  },
  aws_secret_access_key: {
    finds: 'AWS secret access keys behind their name (`aws_secret_access_key=…`, `SecretAccessKey": "…`)',
    pattern: String.raw`((?i:secret[_-]?(?:access[_-]?)?key)[\\"']{0,3}\s{0,4}[=:]\s{0,4}[\\"']{0,3})[A-Za-z0-9/+]{40}\b`,
    replacement: '${1}[aws-secret-access-key]',
    hint: /secret/i,
  },
  jwt: {
    finds: 'JSON Web Tokens whose header names an algorithm',
    pattern: String.raw`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*`,
    replacement: '[jwt]',
    validate: jwtLength,
  },
  bearer_token: {
    finds: '`Bearer` and `Basic` credentials of an Authorization header',
    pattern: String.raw`\b((?i:bearer|basic))\s+[A-Za-z0-9._~+/-]{8,}=*`,
    replacement: '$1 [token]',
    hint: /bearer|basic/i,
  },
  url_credentials: {
    finds: 'User and password in URLs (`https://user:password@host`)',
    pattern: String.raw`(\b[a-zA-Z][a-zA-Z0-9+.-]*://)[^\s/?#@"'\\]*:[^\s/?#@"'\\]*@`,
    replacement: '${1}[credentials]@',
  },
  private_key: {
    finds: 'Private keys in PEM, also when their end is missing',
    pattern: String.raw`-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:[^-]*-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|[A-Za-z0-9+/=\s\\:,.()-]*)`,
    replacement: '[private-key]',
  },
  github_token: {
    finds: 'GitHub tokens (`ghp_…`, `gho_…`, `ghu_…`, `ghs_…`, `ghr_…`, `github_pat_…`)',
    pattern: String.raw`\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})\b`,
    replacement: '[github-token]',
  },
  gitlab_token: {
    finds: 'GitLab tokens (`glpat-…`, `gldt-…`, `glrt-…` and other kinds)',
    pattern: String.raw`\bgl(?:pat|dt|rt|cbt|ptt|ft|soat|oas|agent|imt)-[A-Za-z0-9_.-]{20,}`,
    replacement: '[gitlab-token]',
  },
  slack_token: {
    finds: 'Slack tokens (`xoxb-…`, `xapp-…`) and webhooks',
    pattern: String.raw`\b(?:xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-\d-[A-Za-z0-9-]{10,}|hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/_-]{20,})`,
    replacement: '[slack-token]',
  },
  stripe_key: {
    finds: 'Stripe secret and restricted keys (`sk_live_…`, `rk_test_…`) and webhook secrets',
    pattern: String.raw`\b(?:[sr]k_(?:live|test)_[A-Za-z0-9]{16,255}|whsec_[A-Za-z0-9+/=]{32,})`,
    replacement: '[stripe-key]',
  },
  google_api_key: {
    finds: 'Google API keys (`AIza…`), OAuth secrets (`GOCSPX-…`) and access tokens (`ya29.…`)',
    pattern: String.raw`\b(?:AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{28}|ya29\.[A-Za-z0-9_-]{20,})`,
    replacement: '[google-key]',
  },
  twilio_key: {
    finds: 'Twilio API keys (`SK…`) and SendGrid keys (`SG.…`)',
    pattern: String.raw`\b(?:SK[0-9a-f]{32}|SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64})\b`,
    replacement: '[twilio-key]',
  },
  package_token: {
    finds: 'Tokens of npm (`npm_…`), PyPI (`pypi-…`), Docker Hub (`dckr_pat_…`) and RubyGems',
    pattern: String.raw`\b(?:npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{50,}|dckr_pat_[A-Za-z0-9_-]{20,}|rubygems_[0-9a-f]{48})`,
    replacement: '[package-token]',
  },
  api_token: {
    finds:
      'Tokens of OpenAI and Anthropic (`sk-…`), Hugging Face, DigitalOcean, Shopify, New Relic, Vault, Grafana and Linear',
    pattern: String.raw`\b(?:sk-[A-Za-z0-9_-]{32,}|hf_[A-Za-z0-9]{30,}|do[opr]_v1_[0-9a-f]{64}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}|NRAK-[A-Z0-9]{27}|hv[sbr]\.[A-Za-z0-9_-]{24,}|gl(?:sa|c)_[A-Za-z0-9+/=_]{32,}|lin_api_[A-Za-z0-9]{40})`,
    replacement: '[api-token]',
  },
} as const satisfies Record<string, LibraryMask>;
