import { xml, type AwsService } from './server.ts';

/** `ListObjectsV2` of one bucket, path style, in pages of two; its events go to EventBridge. */
export function listingStandIn(
  bucket: string,
  objects: readonly { readonly key: string; readonly lastModified: string }[],
): AwsService {
  return ({ method, path, query }) => {
    if (method === 'GET' && query.has('notification'))
      return xml(200, '<NotificationConfiguration><EventBridgeConfiguration/></NotificationConfiguration>');
    if (method !== 'GET' || query.get('list-type') !== '2') return undefined;
    if (path.replaceAll('/', '') !== bucket)
      return xml(404, '<Error><Code>NoSuchBucket</Code><Message>The bucket does not exist</Message></Error>');
    const found = objects.filter(({ key }) => key.startsWith(query.get('prefix') ?? ''));
    const start = Number(query.get('continuation-token') ?? '0');
    const rest = found.length > start + 2;
    const contents = found
      .slice(start, start + 2)
      .map(
        ({ key, lastModified }) =>
          `<Contents><Key>${key}</Key><LastModified>${lastModified}</LastModified><ETag>"e"</ETag><Size>5</Size></Contents>`,
      );
    const next = rest ? `<NextContinuationToken>${start + 2}</NextContinuationToken>` : '';
    return xml(
      200,
      `<ListBucketResult><IsTruncated>${rest}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
    );
  };
}
