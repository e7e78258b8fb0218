/** Regions without Lambda Function URLs. Source: AWS Lambda guide, `urls-configuration`, November 2026. */
const withoutFunctionUrls: ReadonlySet<string> = new Set([
  'ap-south-2',
  'ap-southeast-4',
  'ap-southeast-5',
  'ca-west-1',
  'eu-south-2',
  'eu-central-2',
  'il-central-1',
  'me-central-1',
]);

export function hasFunctionUrls(region: string): boolean {
  return !withoutFunctionUrls.has(region);
}
