import { randomUUID } from 'node:crypto';
import { Agent, request, type OutgoingHttpHeaders } from 'node:http';
import { accessKey, streamArn } from './bodies.ts';

/** Sends bodies over so many connections, `count` in all, each under an id of its own; answers the time of each, in ms. */
export async function load(
  url: string,
  bodies: readonly Buffer[],
  count: number,
  connections: number,
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  let next = 0;
  const work = async () => {
    while (next < count) {
      const body = bodies[next++ % bodies.length]!;
      const startMs = performance.now();
      await send(url, body, agent);
      times.push(performance.now() - startMs);
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  agent.destroy();
  return times;
}

/** Rejects for anything but 200. */
export function send(url: string, body: Buffer, agent?: Agent): Promise<void> {
  const isGzip = body[0] === 0x1f;
  const headers: OutgoingHttpHeaders = {
    'Content-Type': 'application/json',
    'Content-Length': body.length,
    ...(isGzip ? { 'Content-Encoding': 'gzip' } : {}),
    'X-Amz-Firehose-Protocol-Version': '1.0',
    'X-Amz-Firehose-Request-Id': randomUUID(),
    'X-Amz-Firehose-Source-Arn': streamArn,
    'X-Amz-Firehose-Access-Key': accessKey,
    'X-Amz-Firehose-Common-Attributes': '{"commonAttributes":{"team":"platform"}}',
  };
  return new Promise((resolve, reject) => {
    request(url, { method: 'POST', headers, ...(agent && { agent }) }, (response) => {
      const { statusCode } = response;
      response.resume();
      response.on('error', reject);
      response.on('end', () => {
        if (statusCode === 200) resolve();
        else reject(new Error(`the intake answered ${statusCode}`));
      });
    })
      .on('error', reject)
      .end(body);
  });
}
