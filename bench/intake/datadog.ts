/** A process of its own that takes what the Logs API is sent, as fast as can be. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const server = createServer((request, response) => {
  request.on('end', () =>
    response.writeHead(202, { 'content-type': 'application/json', 'content-length': 2 }).end('{}'),
  );
  request.resume();
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
