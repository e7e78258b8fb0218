'use strict';
// AWS's runtime client posts results through a native addon that installs only with a compiler. This preload stands in for
// the addon alone: `done` and `error` over node:http, the two calls that remain when
// AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1=true. Everything else that runs is AWS's own code.
const Module = require('node:module');
const http = require('node:http');

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

const client = {
  done: (id, body) => post(`${id}/response`, body, {}),
  error: (id, body, xray) =>
    post(`${id}/error`, body, {
      'Lambda-Runtime-Function-Error-Type': JSON.parse(body).errorType,
      'Lambda-Runtime-Function-XRay-Error-Cause': xray,
    }),
};

const load = Module._load;
Module._load = function loadOrStandIn(request, ...rest) {
  return request.endsWith('rapid-client.node') ? client : load.call(this, request, ...rest);
};

function post(path, body, headers) {
  const request = http.request({
    host,
    port,
    agent,
    method: 'POST',
    path: `/2018-06-01/runtime/invocation/${path}`,
    headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), ...headers },
  });
  request.on('response', (response) => response.resume());
  request.end(body);
}
