/** What is wrong with who asks AWS, or where, as one sentence: what, and what to do; `undefined` for any other error. */
export function credentialsSentence(error: unknown, profile: string | undefined): string | undefined {
  const name = error instanceof Error ? error.name : '';
  const message = error instanceof Error ? error.message : '';
  const who = profile === undefined || profile === '' ? '' : ` for the profile ${JSON.stringify(profile)}`;
  if (/^(?:CredentialsProviderError|NoCredentials)/.test(name))
    return `there are no AWS credentials${who}; set AWS_PROFILE or AWS_ACCESS_KEY_ID, or run aws sso login`;
  if (
    /^(?:ExpiredToken|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken|TokenRefreshRequired|UnrecognizedClient|InvalidClientTokenId)/.test(
      name,
    )
  )
    return `AWS refuses the credentials${who} (${name}); renew them, or choose others by --profile`;
  if (/region is missing/i.test(message)) return 'no AWS region is known; set it by --region or AWS_REGION';
  return undefined;
}
